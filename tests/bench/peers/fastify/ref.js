// A number's reference: itself and a check digit (GB/T 17710, ISO/IEC 7064 MOD 11,10).
'use strict';

function checkDigit(digits) {
    let rest = 10;
    for (const digit of digits) {
        const sum = (rest + (digit.charCodeAt(0) - 48)) % 10 || 10;
        rest = (sum * 2) % 11;
    }
    return (11 - rest) % 10;
}

const format = (number) => `${number}${checkDigit(String(number))}`;

// The number of a reference, or null.
function parse(ref) {
    if (!/^\d{2,20}$/.test(ref)) return null;
    const digits = ref.slice(0, -1);
    return checkDigit(digits) === Number(ref.at(-1)) ? digits : null;
}

module.exports = { format, parse };
