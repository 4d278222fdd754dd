/** The numbers 0 and 1, and what is asked of coefficients and exponents. */
import Fraction from "fraction.js";

export const F0 = new Fraction(0);
export const F1 = new Fraction(1);

export const isOne = (f: Fraction): boolean => f.s === 1n && f.n === 1n && f.d === 1n;
export const isZeroValue = (f: Fraction): boolean => f.n === 0n;
export const isInteger = (f: Fraction): boolean => f.d === 1n;
