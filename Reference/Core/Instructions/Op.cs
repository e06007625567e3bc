namespace Wasm.Core.Instructions;

/// <summary>
/// Every instruction, named by its mnemonic: each part between dots and underscores capitalized
/// (<c>i32.trunc_sat_f32_s</c> is <see cref="I32TruncSatF32S"/>). The value is a dense number made from the
/// binary opcode: single-byte opcodes stand at their own value, those behind a prefix byte at the base that
/// <see cref="InstructionTable"/> gives for the prefix. Three mnemonics have two opcodes: <c>select</c>
/// (<see cref="SelectT"/> carries types), <c>ref.test</c> and <c>ref.cast</c> (<c>…Null</c> accept null). Numbers in
/// parentheses are sections of the specification.
/// </summary>
public enum Op : ushort
{
    /// <summary><c>unreachable</c>: traps (4.6.1).</summary>
    Unreachable = 0x000,
    /// <summary><c>nop</c>: does nothing (4.6.1).</summary>
    Nop = 0x001,
    /// <summary><c>block</c>: a sequence whose label stands at its end (4.6.2).</summary>
    Block = 0x002,
    /// <summary><c>loop</c>: a sequence whose label stands at its beginning (4.6.2).</summary>
    Loop = 0x003,
    /// <summary><c>if</c>: one of two sequences, by an i32 (4.6.2).</summary>
    If = 0x004,
    /// <summary><c>else</c>: begins the second sequence of an <c>if</c>; only a marker of the binary and text formats (5.4.2).</summary>
    Else = 0x005,
    /// <summary><c>throw</c>: throws an exception with a tag and the operands as payload (4.6.4).</summary>
    Throw = 0x008,
    /// <summary><c>throw_ref</c>: throws an exception that an <c>exnref</c> refers to; null traps (4.6.4).</summary>
    ThrowRef = 0x00A,
    /// <summary><c>end</c>: ends a sequence or function body; only a marker of the binary and text formats (5.4.2).</summary>
    End = 0x00B,
    /// <summary><c>br</c>: branches (4.6.2).</summary>
    Br = 0x00C,
    /// <summary><c>br_if</c>: branches if an i32 is not zero (4.6.2).</summary>
    BrIf = 0x00D,
    /// <summary><c>br_table</c>: branches to one of several labels, by an i32; the last one if it is out of range (4.6.2).</summary>
    BrTable = 0x00E,
    /// <summary><c>return</c>: returns from the function (4.6.2).</summary>
    Return = 0x00F,
    /// <summary><c>call</c>: calls a function (4.6.2).</summary>
    Call = 0x010,
    /// <summary><c>call_indirect</c>: calls the function in a table's element; traps if there is none or it has another type (4.6.2).</summary>
    CallIndirect = 0x011,
    /// <summary><c>return_call</c>: calls a function in place of the current one (4.6.2).</summary>
    ReturnCall = 0x012,
    /// <summary><c>return_call_indirect</c>: calls the function in a table's element in place of the current one (4.6.2).</summary>
    ReturnCallIndirect = 0x013,
    /// <summary><c>call_ref</c>: calls the function that a reference refers to; null traps (4.6.2).</summary>
    CallRef = 0x014,
    /// <summary><c>return_call_ref</c>: calls the function that a reference refers to in place of the current one (4.6.2).</summary>
    ReturnCallRef = 0x015,
    /// <summary><c>drop</c>: drops an operand (4.6.1).</summary>
    Drop = 0x01A,
    /// <summary><c>select</c>: one of two numbers or vectors, by an i32 (4.6.1).</summary>
    Select = 0x01B,
    /// <summary><c>select</c>: one of two operands of the type given, by an i32 (4.6.1).</summary>
    SelectT = 0x01C,
    /// <summary><c>try_table</c>: a sequence with handlers that branch to labels (4.6.4).</summary>
    TryTable = 0x01F,
    /// <summary><c>local.get</c>: reads a local (4.6.6).</summary>
    LocalGet = 0x020,
    /// <summary><c>local.set</c>: writes a local (4.6.6).</summary>
    LocalSet = 0x021,
    /// <summary><c>local.tee</c>: writes a local and keeps the value (4.6.6).</summary>
    LocalTee = 0x022,
    /// <summary><c>global.get</c>: reads a global (4.6.6).</summary>
    GlobalGet = 0x023,
    /// <summary><c>global.set</c>: writes a mutable global (4.6.6).</summary>
    GlobalSet = 0x024,
    /// <summary><c>table.get</c>: reads an element; traps outside the table (4.6.7).</summary>
    TableGet = 0x025,
    /// <summary><c>table.set</c>: writes an element; traps outside the table (4.6.7).</summary>
    TableSet = 0x026,
    /// <summary><c>i32.load</c>: loads 4 bytes (4.6.8).</summary>
    I32Load = 0x028,
    /// <summary><c>i64.load</c>: loads 8 bytes (4.6.8).</summary>
    I64Load = 0x029,
    /// <summary><c>f32.load</c>: loads 4 bytes (4.6.8).</summary>
    F32Load = 0x02A,
    /// <summary><c>f64.load</c>: loads 8 bytes (4.6.8).</summary>
    F64Load = 0x02B,
    /// <summary><c>i32.load8_s</c>: loads a byte and extends with the sign (4.6.8).</summary>
    I32Load8S = 0x02C,
    /// <summary><c>i32.load8_u</c>: loads a byte and extends with zeros (4.6.8).</summary>
    I32Load8U = 0x02D,
    /// <summary><c>i32.load16_s</c>: loads 2 bytes and extends with the sign (4.6.8).</summary>
    I32Load16S = 0x02E,
    /// <summary><c>i32.load16_u</c>: loads 2 bytes and extends with zeros (4.6.8).</summary>
    I32Load16U = 0x02F,
    /// <summary><c>i64.load8_s</c>: loads a byte and extends with the sign (4.6.8).</summary>
    I64Load8S = 0x030,
    /// <summary><c>i64.load8_u</c>: loads a byte and extends with zeros (4.6.8).</summary>
    I64Load8U = 0x031,
    /// <summary><c>i64.load16_s</c>: loads 2 bytes and extends with the sign (4.6.8).</summary>
    I64Load16S = 0x032,
    /// <summary><c>i64.load16_u</c>: loads 2 bytes and extends with zeros (4.6.8).</summary>
    I64Load16U = 0x033,
    /// <summary><c>i64.load32_s</c>: loads 4 bytes and extends with the sign (4.6.8).</summary>
    I64Load32S = 0x034,
    /// <summary><c>i64.load32_u</c>: loads 4 bytes and extends with zeros (4.6.8).</summary>
    I64Load32U = 0x035,
    /// <summary><c>i32.store</c>: stores 4 bytes (4.6.8).</summary>
    I32Store = 0x036,
    /// <summary><c>i64.store</c>: stores 8 bytes (4.6.8).</summary>
    I64Store = 0x037,
    /// <summary><c>f32.store</c>: stores 4 bytes (4.6.8).</summary>
    F32Store = 0x038,
    /// <summary><c>f64.store</c>: stores 8 bytes (4.6.8).</summary>
    F64Store = 0x039,
    /// <summary><c>i32.store8</c>: stores the low byte (4.6.8).</summary>
    I32Store8 = 0x03A,
    /// <summary><c>i32.store16</c>: stores the low 2 bytes (4.6.8).</summary>
    I32Store16 = 0x03B,
    /// <summary><c>i64.store8</c>: stores the low byte (4.6.8).</summary>
    I64Store8 = 0x03C,
    /// <summary><c>i64.store16</c>: stores the low 2 bytes (4.6.8).</summary>
    I64Store16 = 0x03D,
    /// <summary><c>i64.store32</c>: stores the low 4 bytes (4.6.8).</summary>
    I64Store32 = 0x03E,
    /// <summary><c>memory.size</c>: the size in pages (4.6.8).</summary>
    MemorySize = 0x03F,
    /// <summary><c>memory.grow</c>: adds pages: the old size, or -1 (4.6.8).</summary>
    MemoryGrow = 0x040,
    /// <summary><c>i32.const</c>: a constant (4.6.10).</summary>
    I32Const = 0x041,
    /// <summary><c>i64.const</c>: a constant (4.6.10).</summary>
    I64Const = 0x042,
    /// <summary><c>f32.const</c>: a constant (4.6.10).</summary>
    F32Const = 0x043,
    /// <summary><c>f64.const</c>: a constant (4.6.10).</summary>
    F64Const = 0x044,
    /// <summary><c>i32.eqz</c>: whether it is zero (4.3.2).</summary>
    I32Eqz = 0x045,
    /// <summary><c>i32.eq</c>: equal (4.3.2).</summary>
    I32Eq = 0x046,
    /// <summary><c>i32.ne</c>: not equal (4.3.2).</summary>
    I32Ne = 0x047,
    /// <summary><c>i32.lt_s</c>: signed less (4.3.2).</summary>
    I32LtS = 0x048,
    /// <summary><c>i32.lt_u</c>: unsigned less (4.3.2).</summary>
    I32LtU = 0x049,
    /// <summary><c>i32.gt_s</c>: signed greater (4.3.2).</summary>
    I32GtS = 0x04A,
    /// <summary><c>i32.gt_u</c>: unsigned greater (4.3.2).</summary>
    I32GtU = 0x04B,
    /// <summary><c>i32.le_s</c>: signed less or equal (4.3.2).</summary>
    I32LeS = 0x04C,
    /// <summary><c>i32.le_u</c>: unsigned less or equal (4.3.2).</summary>
    I32LeU = 0x04D,
    /// <summary><c>i32.ge_s</c>: signed greater or equal (4.3.2).</summary>
    I32GeS = 0x04E,
    /// <summary><c>i32.ge_u</c>: unsigned greater or equal (4.3.2).</summary>
    I32GeU = 0x04F,
    /// <summary><c>i64.eqz</c>: whether it is zero (4.3.2).</summary>
    I64Eqz = 0x050,
    /// <summary><c>i64.eq</c>: equal (4.3.2).</summary>
    I64Eq = 0x051,
    /// <summary><c>i64.ne</c>: not equal (4.3.2).</summary>
    I64Ne = 0x052,
    /// <summary><c>i64.lt_s</c>: signed less (4.3.2).</summary>
    I64LtS = 0x053,
    /// <summary><c>i64.lt_u</c>: unsigned less (4.3.2).</summary>
    I64LtU = 0x054,
    /// <summary><c>i64.gt_s</c>: signed greater (4.3.2).</summary>
    I64GtS = 0x055,
    /// <summary><c>i64.gt_u</c>: unsigned greater (4.3.2).</summary>
    I64GtU = 0x056,
    /// <summary><c>i64.le_s</c>: signed less or equal (4.3.2).</summary>
    I64LeS = 0x057,
    /// <summary><c>i64.le_u</c>: unsigned less or equal (4.3.2).</summary>
    I64LeU = 0x058,
    /// <summary><c>i64.ge_s</c>: signed greater or equal (4.3.2).</summary>
    I64GeS = 0x059,
    /// <summary><c>i64.ge_u</c>: unsigned greater or equal (4.3.2).</summary>
    I64GeU = 0x05A,
    /// <summary><c>f32.eq</c>: equal; false if one is a NaN (4.3.3).</summary>
    F32Eq = 0x05B,
    /// <summary><c>f32.ne</c>: not equal; true if one is a NaN (4.3.3).</summary>
    F32Ne = 0x05C,
    /// <summary><c>f32.lt</c>: less; false if one is a NaN (4.3.3).</summary>
    F32Lt = 0x05D,
    /// <summary><c>f32.gt</c>: greater; false if one is a NaN (4.3.3).</summary>
    F32Gt = 0x05E,
    /// <summary><c>f32.le</c>: less or equal; false if one is a NaN (4.3.3).</summary>
    F32Le = 0x05F,
    /// <summary><c>f32.ge</c>: greater or equal; false if one is a NaN (4.3.3).</summary>
    F32Ge = 0x060,
    /// <summary><c>f64.eq</c>: equal; false if one is a NaN (4.3.3).</summary>
    F64Eq = 0x061,
    /// <summary><c>f64.ne</c>: not equal; true if one is a NaN (4.3.3).</summary>
    F64Ne = 0x062,
    /// <summary><c>f64.lt</c>: less; false if one is a NaN (4.3.3).</summary>
    F64Lt = 0x063,
    /// <summary><c>f64.gt</c>: greater; false if one is a NaN (4.3.3).</summary>
    F64Gt = 0x064,
    /// <summary><c>f64.le</c>: less or equal; false if one is a NaN (4.3.3).</summary>
    F64Le = 0x065,
    /// <summary><c>f64.ge</c>: greater or equal; false if one is a NaN (4.3.3).</summary>
    F64Ge = 0x066,
    /// <summary><c>i32.clz</c>: the number of leading zero bits (4.3.2).</summary>
    I32Clz = 0x067,
    /// <summary><c>i32.ctz</c>: the number of trailing zero bits (4.3.2).</summary>
    I32Ctz = 0x068,
    /// <summary><c>i32.popcnt</c>: the number of one bits (4.3.2).</summary>
    I32Popcnt = 0x069,
    /// <summary><c>i32.add</c>: the sum modulo 2^32 (4.3.2).</summary>
    I32Add = 0x06A,
    /// <summary><c>i32.sub</c>: the difference modulo 2^32 (4.3.2).</summary>
    I32Sub = 0x06B,
    /// <summary><c>i32.mul</c>: the product modulo 2^32 (4.3.2).</summary>
    I32Mul = 0x06C,
    /// <summary><c>i32.div_s</c>: the signed quotient towards zero; traps on division by zero and on overflow (4.3.2).</summary>
    I32DivS = 0x06D,
    /// <summary><c>i32.div_u</c>: the unsigned quotient towards zero; traps on division by zero (4.3.2).</summary>
    I32DivU = 0x06E,
    /// <summary><c>i32.rem_s</c>: the signed remainder, with the sign of the dividend; traps on division by zero (4.3.2).</summary>
    I32RemS = 0x06F,
    /// <summary><c>i32.rem_u</c>: the unsigned remainder; traps on division by zero (4.3.2).</summary>
    I32RemU = 0x070,
    /// <summary><c>i32.and</c>: bits set in both (4.3.2).</summary>
    I32And = 0x071,
    /// <summary><c>i32.or</c>: bits set in either (4.3.2).</summary>
    I32Or = 0x072,
    /// <summary><c>i32.xor</c>: bits set in one only (4.3.2).</summary>
    I32Xor = 0x073,
    /// <summary><c>i32.shl</c>: shifted left, by a number modulo 32 (4.3.2).</summary>
    I32Shl = 0x074,
    /// <summary><c>i32.shr_s</c>: shifted right with the sign, by a number modulo 32 (4.3.2).</summary>
    I32ShrS = 0x075,
    /// <summary><c>i32.shr_u</c>: shifted right with zeros, by a number modulo 32 (4.3.2).</summary>
    I32ShrU = 0x076,
    /// <summary><c>i32.rotl</c>: rotated left (4.3.2).</summary>
    I32Rotl = 0x077,
    /// <summary><c>i32.rotr</c>: rotated right (4.3.2).</summary>
    I32Rotr = 0x078,
    /// <summary><c>i64.clz</c>: the number of leading zero bits (4.3.2).</summary>
    I64Clz = 0x079,
    /// <summary><c>i64.ctz</c>: the number of trailing zero bits (4.3.2).</summary>
    I64Ctz = 0x07A,
    /// <summary><c>i64.popcnt</c>: the number of one bits (4.3.2).</summary>
    I64Popcnt = 0x07B,
    /// <summary><c>i64.add</c>: the sum modulo 2^64 (4.3.2).</summary>
    I64Add = 0x07C,
    /// <summary><c>i64.sub</c>: the difference modulo 2^64 (4.3.2).</summary>
    I64Sub = 0x07D,
    /// <summary><c>i64.mul</c>: the product modulo 2^64 (4.3.2).</summary>
    I64Mul = 0x07E,
    /// <summary><c>i64.div_s</c>: the signed quotient towards zero; traps on division by zero and on overflow (4.3.2).</summary>
    I64DivS = 0x07F,
    /// <summary><c>i64.div_u</c>: the unsigned quotient towards zero; traps on division by zero (4.3.2).</summary>
    I64DivU = 0x080,
    /// <summary><c>i64.rem_s</c>: the signed remainder, with the sign of the dividend; traps on division by zero (4.3.2).</summary>
    I64RemS = 0x081,
    /// <summary><c>i64.rem_u</c>: the unsigned remainder; traps on division by zero (4.3.2).</summary>
    I64RemU = 0x082,
    /// <summary><c>i64.and</c>: bits set in both (4.3.2).</summary>
    I64And = 0x083,
    /// <summary><c>i64.or</c>: bits set in either (4.3.2).</summary>
    I64Or = 0x084,
    /// <summary><c>i64.xor</c>: bits set in one only (4.3.2).</summary>
    I64Xor = 0x085,
    /// <summary><c>i64.shl</c>: shifted left, by a number modulo 64 (4.3.2).</summary>
    I64Shl = 0x086,
    /// <summary><c>i64.shr_s</c>: shifted right with the sign, by a number modulo 64 (4.3.2).</summary>
    I64ShrS = 0x087,
    /// <summary><c>i64.shr_u</c>: shifted right with zeros, by a number modulo 64 (4.3.2).</summary>
    I64ShrU = 0x088,
    /// <summary><c>i64.rotl</c>: rotated left (4.3.2).</summary>
    I64Rotl = 0x089,
    /// <summary><c>i64.rotr</c>: rotated right (4.3.2).</summary>
    I64Rotr = 0x08A,
    /// <summary><c>f32.abs</c>: the absolute value (4.3.3).</summary>
    F32Abs = 0x08B,
    /// <summary><c>f32.neg</c>: with the other sign (4.3.3).</summary>
    F32Neg = 0x08C,
    /// <summary><c>f32.ceil</c>: rounded up to an integer (4.3.3).</summary>
    F32Ceil = 0x08D,
    /// <summary><c>f32.floor</c>: rounded down to an integer (4.3.3).</summary>
    F32Floor = 0x08E,
    /// <summary><c>f32.trunc</c>: rounded to an integer towards zero (4.3.3).</summary>
    F32Trunc = 0x08F,
    /// <summary><c>f32.nearest</c>: rounded to the nearest integer, ties to even (4.3.3).</summary>
    F32Nearest = 0x090,
    /// <summary><c>f32.sqrt</c>: the square root (4.3.3).</summary>
    F32Sqrt = 0x091,
    /// <summary><c>f32.add</c>: the sum (4.3.3).</summary>
    F32Add = 0x092,
    /// <summary><c>f32.sub</c>: the difference (4.3.3).</summary>
    F32Sub = 0x093,
    /// <summary><c>f32.mul</c>: the product (4.3.3).</summary>
    F32Mul = 0x094,
    /// <summary><c>f32.div</c>: the quotient (4.3.3).</summary>
    F32Div = 0x095,
    /// <summary><c>f32.min</c>: the smaller; a NaN if one is; -0 is smaller than +0 (4.3.3).</summary>
    F32Min = 0x096,
    /// <summary><c>f32.max</c>: the greater; a NaN if one is; +0 is greater than -0 (4.3.3).</summary>
    F32Max = 0x097,
    /// <summary><c>f32.copysign</c>: the first with the sign of the second (4.3.3).</summary>
    F32Copysign = 0x098,
    /// <summary><c>f64.abs</c>: the absolute value (4.3.3).</summary>
    F64Abs = 0x099,
    /// <summary><c>f64.neg</c>: with the other sign (4.3.3).</summary>
    F64Neg = 0x09A,
    /// <summary><c>f64.ceil</c>: rounded up to an integer (4.3.3).</summary>
    F64Ceil = 0x09B,
    /// <summary><c>f64.floor</c>: rounded down to an integer (4.3.3).</summary>
    F64Floor = 0x09C,
    /// <summary><c>f64.trunc</c>: rounded to an integer towards zero (4.3.3).</summary>
    F64Trunc = 0x09D,
    /// <summary><c>f64.nearest</c>: rounded to the nearest integer, ties to even (4.3.3).</summary>
    F64Nearest = 0x09E,
    /// <summary><c>f64.sqrt</c>: the square root (4.3.3).</summary>
    F64Sqrt = 0x09F,
    /// <summary><c>f64.add</c>: the sum (4.3.3).</summary>
    F64Add = 0x0A0,
    /// <summary><c>f64.sub</c>: the difference (4.3.3).</summary>
    F64Sub = 0x0A1,
    /// <summary><c>f64.mul</c>: the product (4.3.3).</summary>
    F64Mul = 0x0A2,
    /// <summary><c>f64.div</c>: the quotient (4.3.3).</summary>
    F64Div = 0x0A3,
    /// <summary><c>f64.min</c>: the smaller; a NaN if one is; -0 is smaller than +0 (4.3.3).</summary>
    F64Min = 0x0A4,
    /// <summary><c>f64.max</c>: the greater; a NaN if one is; +0 is greater than -0 (4.3.3).</summary>
    F64Max = 0x0A5,
    /// <summary><c>f64.copysign</c>: the first with the sign of the second (4.3.3).</summary>
    F64Copysign = 0x0A6,
    /// <summary><c>i32.wrap_i64</c>: the low 32 bits (4.3.4).</summary>
    I32WrapI64 = 0x0A7,
    /// <summary><c>i32.trunc_f32_s</c>: an f32 as a signed integer, towards zero; traps on a NaN and out of range (4.3.4).</summary>
    I32TruncF32S = 0x0A8,
    /// <summary><c>i32.trunc_f32_u</c>: an f32 as an unsigned integer, towards zero; traps on a NaN and out of range (4.3.4).</summary>
    I32TruncF32U = 0x0A9,
    /// <summary><c>i32.trunc_f64_s</c>: an f64 as a signed integer, towards zero; traps on a NaN and out of range (4.3.4).</summary>
    I32TruncF64S = 0x0AA,
    /// <summary><c>i32.trunc_f64_u</c>: an f64 as an unsigned integer, towards zero; traps on a NaN and out of range (4.3.4).</summary>
    I32TruncF64U = 0x0AB,
    /// <summary><c>i64.extend_i32_s</c>: extended with the sign (4.3.4).</summary>
    I64ExtendI32S = 0x0AC,
    /// <summary><c>i64.extend_i32_u</c>: extended with zeros (4.3.4).</summary>
    I64ExtendI32U = 0x0AD,
    /// <summary><c>i64.trunc_f32_s</c>: an f32 as a signed integer, towards zero; traps on a NaN and out of range (4.3.4).</summary>
    I64TruncF32S = 0x0AE,
    /// <summary><c>i64.trunc_f32_u</c>: an f32 as an unsigned integer, towards zero; traps on a NaN and out of range (4.3.4).</summary>
    I64TruncF32U = 0x0AF,
    /// <summary><c>i64.trunc_f64_s</c>: an f64 as a signed integer, towards zero; traps on a NaN and out of range (4.3.4).</summary>
    I64TruncF64S = 0x0B0,
    /// <summary><c>i64.trunc_f64_u</c>: an f64 as an unsigned integer, towards zero; traps on a NaN and out of range (4.3.4).</summary>
    I64TruncF64U = 0x0B1,
    /// <summary><c>f32.convert_i32_s</c>: a signed i32 as the nearest float (4.3.4).</summary>
    F32ConvertI32S = 0x0B2,
    /// <summary><c>f32.convert_i32_u</c>: an unsigned i32 as the nearest float (4.3.4).</summary>
    F32ConvertI32U = 0x0B3,
    /// <summary><c>f32.convert_i64_s</c>: a signed i64 as the nearest float (4.3.4).</summary>
    F32ConvertI64S = 0x0B4,
    /// <summary><c>f32.convert_i64_u</c>: an unsigned i64 as the nearest float (4.3.4).</summary>
    F32ConvertI64U = 0x0B5,
    /// <summary><c>f32.demote_f64</c>: an f64 rounded to f32 (4.3.4).</summary>
    F32DemoteF64 = 0x0B6,
    /// <summary><c>f64.convert_i32_s</c>: a signed i32 as the nearest float (4.3.4).</summary>
    F64ConvertI32S = 0x0B7,
    /// <summary><c>f64.convert_i32_u</c>: an unsigned i32 as the nearest float (4.3.4).</summary>
    F64ConvertI32U = 0x0B8,
    /// <summary><c>f64.convert_i64_s</c>: a signed i64 as the nearest float (4.3.4).</summary>
    F64ConvertI64S = 0x0B9,
    /// <summary><c>f64.convert_i64_u</c>: an unsigned i64 as the nearest float (4.3.4).</summary>
    F64ConvertI64U = 0x0BA,
    /// <summary><c>f64.promote_f32</c>: an f32 as f64, exactly (4.3.4).</summary>
    F64PromoteF32 = 0x0BB,
    /// <summary><c>i32.reinterpret_f32</c>: the bits of an f32 (4.3.4).</summary>
    I32ReinterpretF32 = 0x0BC,
    /// <summary><c>i64.reinterpret_f64</c>: the bits of an f64 (4.3.4).</summary>
    I64ReinterpretF64 = 0x0BD,
    /// <summary><c>f32.reinterpret_i32</c>: the bits of an i32 (4.3.4).</summary>
    F32ReinterpretI32 = 0x0BE,
    /// <summary><c>f64.reinterpret_i64</c>: the bits of an i64 (4.3.4).</summary>
    F64ReinterpretI64 = 0x0BF,
    /// <summary><c>i32.extend8_s</c>: the low 8 bits extended with their sign (4.3.2).</summary>
    I32Extend8S = 0x0C0,
    /// <summary><c>i32.extend16_s</c>: the low 16 bits extended with their sign (4.3.2).</summary>
    I32Extend16S = 0x0C1,
    /// <summary><c>i64.extend8_s</c>: the low 8 bits extended with their sign (4.3.2).</summary>
    I64Extend8S = 0x0C2,
    /// <summary><c>i64.extend16_s</c>: the low 16 bits extended with their sign (4.3.2).</summary>
    I64Extend16S = 0x0C3,
    /// <summary><c>i64.extend32_s</c>: the low 32 bits extended with their sign (4.3.2).</summary>
    I64Extend32S = 0x0C4,
    /// <summary><c>ref.null</c>: a null reference (4.6.9).</summary>
    RefNull = 0x0D0,
    /// <summary><c>ref.is_null</c>: whether a reference is null (4.6.9).</summary>
    RefIsNull = 0x0D1,
    /// <summary><c>ref.func</c>: a reference to a function (4.6.9).</summary>
    RefFunc = 0x0D2,
    /// <summary><c>ref.eq</c>: whether two references are the same object, or equal i31 numbers (4.6.9).</summary>
    RefEq = 0x0D3,
    /// <summary><c>ref.as_non_null</c>: a reference as non-nullable; null traps (4.6.9).</summary>
    RefAsNonNull = 0x0D4,
    /// <summary><c>br_on_null</c>: branches if a reference is null, and drops it (4.6.2).</summary>
    BrOnNull = 0x0D5,
    /// <summary><c>br_on_non_null</c>: branches with a reference if it is not null (4.6.2).</summary>
    BrOnNonNull = 0x0D6,
    /// <summary><c>struct.new</c>: a struct of the operands (4.6.9).</summary>
    StructNew = 0x100,
    /// <summary><c>struct.new_default</c>: a struct of default values (4.6.9).</summary>
    StructNewDefault = 0x101,
    /// <summary><c>struct.get</c>: reads a field; null traps (4.6.9).</summary>
    StructGet = 0x102,
    /// <summary><c>struct.get_s</c>: reads a packed field with sign; null traps (4.6.9).</summary>
    StructGetS = 0x103,
    /// <summary><c>struct.get_u</c>: reads a packed field without sign; null traps (4.6.9).</summary>
    StructGetU = 0x104,
    /// <summary><c>struct.set</c>: writes a mutable field; null traps (4.6.9).</summary>
    StructSet = 0x105,
    /// <summary><c>array.new</c>: an array of equal elements (4.6.9).</summary>
    ArrayNew = 0x106,
    /// <summary><c>array.new_default</c>: an array of default values (4.6.9).</summary>
    ArrayNewDefault = 0x107,
    /// <summary><c>array.new_fixed</c>: an array of the operands, as many as the immediate says (4.6.9).</summary>
    ArrayNewFixed = 0x108,
    /// <summary><c>array.new_data</c>: an array of numbers from a data segment (4.6.9).</summary>
    ArrayNewData = 0x109,
    /// <summary><c>array.new_elem</c>: an array of references from an element segment (4.6.9).</summary>
    ArrayNewElem = 0x10A,
    /// <summary><c>array.get</c>: reads an element; null and indices out of bounds trap (4.6.9).</summary>
    ArrayGet = 0x10B,
    /// <summary><c>array.get_s</c>: reads a packed element with sign; null and indices out of bounds trap (4.6.9).</summary>
    ArrayGetS = 0x10C,
    /// <summary><c>array.get_u</c>: reads a packed element without sign; null and indices out of bounds trap (4.6.9).</summary>
    ArrayGetU = 0x10D,
    /// <summary><c>array.set</c>: writes an element; null and indices out of bounds trap (4.6.9).</summary>
    ArraySet = 0x10E,
    /// <summary><c>array.len</c>: the number of elements; null traps (4.6.9).</summary>
    ArrayLen = 0x10F,
    /// <summary><c>array.fill</c>: writes one value to many elements (4.6.9).</summary>
    ArrayFill = 0x110,
    /// <summary><c>array.copy</c>: copies elements between arrays; the ranges may overlap (4.6.9).</summary>
    ArrayCopy = 0x111,
    /// <summary><c>array.init_data</c>: copies numbers of a data segment to an array (4.6.9).</summary>
    ArrayInitData = 0x112,
    /// <summary><c>array.init_elem</c>: copies references of an element segment to an array (4.6.9).</summary>
    ArrayInitElem = 0x113,
    /// <summary><c>ref.test</c>: whether a reference is of a type; null is not (4.6.9).</summary>
    RefTest = 0x114,
    /// <summary><c>ref.test</c>: whether a reference is of a type; null is (4.6.9).</summary>
    RefTestNull = 0x115,
    /// <summary><c>ref.cast</c>: a reference as another type; traps if it is not of that type, or null (4.6.9).</summary>
    RefCast = 0x116,
    /// <summary><c>ref.cast</c>: a reference as another type; traps if it is not of that type; null is (4.6.9).</summary>
    RefCastNull = 0x117,
    /// <summary><c>br_on_cast</c>: branches if a reference is of a type (4.6.2).</summary>
    BrOnCast = 0x118,
    /// <summary><c>br_on_cast_fail</c>: branches if a reference is not of a type (4.6.2).</summary>
    BrOnCastFail = 0x119,
    /// <summary><c>any.convert_extern</c>: an external reference as an internal one (4.6.9).</summary>
    AnyConvertExtern = 0x11A,
    /// <summary><c>extern.convert_any</c>: an internal reference as an external one (4.6.9).</summary>
    ExternConvertAny = 0x11B,
    /// <summary><c>ref.i31</c>: the low 31 bits of an i32 as a reference (4.6.9).</summary>
    RefI31 = 0x11C,
    /// <summary><c>i31.get_s</c>: the number of an i31 reference with sign; null traps (4.6.9).</summary>
    I31GetS = 0x11D,
    /// <summary><c>i31.get_u</c>: the number of an i31 reference without sign; null traps (4.6.9).</summary>
    I31GetU = 0x11E,
    /// <summary><c>i32.trunc_sat_f32_s</c>: an f32 as a signed integer, towards zero; a NaN is 0, out of range the nearest integer (4.3.4).</summary>
    I32TruncSatF32S = 0x140,
    /// <summary><c>i32.trunc_sat_f32_u</c>: an f32 as an unsigned integer, towards zero; a NaN is 0, out of range the nearest integer (4.3.4).</summary>
    I32TruncSatF32U = 0x141,
    /// <summary><c>i32.trunc_sat_f64_s</c>: an f64 as a signed integer, towards zero; a NaN is 0, out of range the nearest integer (4.3.4).</summary>
    I32TruncSatF64S = 0x142,
    /// <summary><c>i32.trunc_sat_f64_u</c>: an f64 as an unsigned integer, towards zero; a NaN is 0, out of range the nearest integer (4.3.4).</summary>
    I32TruncSatF64U = 0x143,
    /// <summary><c>i64.trunc_sat_f32_s</c>: an f32 as a signed integer, towards zero; a NaN is 0, out of range the nearest integer (4.3.4).</summary>
    I64TruncSatF32S = 0x144,
    /// <summary><c>i64.trunc_sat_f32_u</c>: an f32 as an unsigned integer, towards zero; a NaN is 0, out of range the nearest integer (4.3.4).</summary>
    I64TruncSatF32U = 0x145,
    /// <summary><c>i64.trunc_sat_f64_s</c>: an f64 as a signed integer, towards zero; a NaN is 0, out of range the nearest integer (4.3.4).</summary>
    I64TruncSatF64S = 0x146,
    /// <summary><c>i64.trunc_sat_f64_u</c>: an f64 as an unsigned integer, towards zero; a NaN is 0, out of range the nearest integer (4.3.4).</summary>
    I64TruncSatF64U = 0x147,
    /// <summary><c>memory.init</c>: copies bytes of a data segment to a memory (4.6.8).</summary>
    MemoryInit = 0x148,
    /// <summary><c>data.drop</c>: empties a data segment (4.6.8).</summary>
    DataDrop = 0x149,
    /// <summary><c>memory.copy</c>: copies bytes between memories; the ranges may overlap (4.6.8).</summary>
    MemoryCopy = 0x14A,
    /// <summary><c>memory.fill</c>: writes one byte many times (4.6.8).</summary>
    MemoryFill = 0x14B,
    /// <summary><c>table.init</c>: copies references of an element segment to a table (4.6.7).</summary>
    TableInit = 0x14C,
    /// <summary><c>elem.drop</c>: empties an element segment (4.6.7).</summary>
    ElemDrop = 0x14D,
    /// <summary><c>table.copy</c>: copies elements between tables; the ranges may overlap (4.6.7).</summary>
    TableCopy = 0x14E,
    /// <summary><c>table.grow</c>: adds elements: the old size, or -1 (4.6.7).</summary>
    TableGrow = 0x14F,
    /// <summary><c>table.size</c>: the number of elements (4.6.7).</summary>
    TableSize = 0x150,
    /// <summary><c>table.fill</c>: writes one reference to many elements (4.6.7).</summary>
    TableFill = 0x151,
    /// <summary><c>v128.load</c>: loads 16 bytes (4.6.8).</summary>
    V128Load = 0x180,
    /// <summary><c>v128.load8x8_s</c>: loads 8 numbers of 8 bits and extends each to twice as many with its sign (4.6.8).</summary>
    V128Load8x8S = 0x181,
    /// <summary><c>v128.load8x8_u</c>: loads 8 numbers of 8 bits and extends each to twice as many with zeros (4.6.8).</summary>
    V128Load8x8U = 0x182,
    /// <summary><c>v128.load16x4_s</c>: loads 4 numbers of 16 bits and extends each to twice as many with its sign (4.6.8).</summary>
    V128Load16x4S = 0x183,
    /// <summary><c>v128.load16x4_u</c>: loads 4 numbers of 16 bits and extends each to twice as many with zeros (4.6.8).</summary>
    V128Load16x4U = 0x184,
    /// <summary><c>v128.load32x2_s</c>: loads 2 numbers of 32 bits and extends each to twice as many with its sign (4.6.8).</summary>
    V128Load32x2S = 0x185,
    /// <summary><c>v128.load32x2_u</c>: loads 2 numbers of 32 bits and extends each to twice as many with zeros (4.6.8).</summary>
    V128Load32x2U = 0x186,
    /// <summary><c>v128.load8_splat</c>: loads a byte into every lane (4.6.8).</summary>
    V128Load8Splat = 0x187,
    /// <summary><c>v128.load16_splat</c>: loads 2 bytes into every lane (4.6.8).</summary>
    V128Load16Splat = 0x188,
    /// <summary><c>v128.load32_splat</c>: loads 4 bytes into every lane (4.6.8).</summary>
    V128Load32Splat = 0x189,
    /// <summary><c>v128.load64_splat</c>: loads 8 bytes into every lane (4.6.8).</summary>
    V128Load64Splat = 0x18A,
    /// <summary><c>v128.store</c>: stores 16 bytes (4.6.8).</summary>
    V128Store = 0x18B,
    /// <summary><c>v128.const</c>: a constant (4.6.11).</summary>
    V128Const = 0x18C,
    /// <summary><c>i8x16.shuffle</c>: bytes of two vectors, chosen by 16 immediate lane indices (4.6.11).</summary>
    I8x16Shuffle = 0x18D,
    /// <summary><c>i8x16.swizzle</c>: bytes of a vector, chosen by another one; 0 where an index is out of range (4.6.11).</summary>
    I8x16Swizzle = 0x18E,
    /// <summary><c>i8x16.splat</c>: a number in every lane (4.6.11).</summary>
    I8x16Splat = 0x18F,
    /// <summary><c>i16x8.splat</c>: a number in every lane (4.6.11).</summary>
    I16x8Splat = 0x190,
    /// <summary><c>i32x4.splat</c>: a number in every lane (4.6.11).</summary>
    I32x4Splat = 0x191,
    /// <summary><c>i64x2.splat</c>: a number in every lane (4.6.11).</summary>
    I64x2Splat = 0x192,
    /// <summary><c>f32x4.splat</c>: a number in every lane (4.6.11).</summary>
    F32x4Splat = 0x193,
    /// <summary><c>f64x2.splat</c>: a number in every lane (4.6.11).</summary>
    F64x2Splat = 0x194,
    /// <summary><c>i8x16.extract_lane_s</c>: one lane, extended with its sign (4.6.11).</summary>
    I8x16ExtractLaneS = 0x195,
    /// <summary><c>i8x16.extract_lane_u</c>: one lane, extended with zeros (4.6.11).</summary>
    I8x16ExtractLaneU = 0x196,
    /// <summary><c>i8x16.replace_lane</c>: a vector with another number in one lane (4.6.11).</summary>
    I8x16ReplaceLane = 0x197,
    /// <summary><c>i16x8.extract_lane_s</c>: one lane, extended with its sign (4.6.11).</summary>
    I16x8ExtractLaneS = 0x198,
    /// <summary><c>i16x8.extract_lane_u</c>: one lane, extended with zeros (4.6.11).</summary>
    I16x8ExtractLaneU = 0x199,
    /// <summary><c>i16x8.replace_lane</c>: a vector with another number in one lane (4.6.11).</summary>
    I16x8ReplaceLane = 0x19A,
    /// <summary><c>i32x4.extract_lane</c>: one lane (4.6.11).</summary>
    I32x4ExtractLane = 0x19B,
    /// <summary><c>i32x4.replace_lane</c>: a vector with another number in one lane (4.6.11).</summary>
    I32x4ReplaceLane = 0x19C,
    /// <summary><c>i64x2.extract_lane</c>: one lane (4.6.11).</summary>
    I64x2ExtractLane = 0x19D,
    /// <summary><c>i64x2.replace_lane</c>: a vector with another number in one lane (4.6.11).</summary>
    I64x2ReplaceLane = 0x19E,
    /// <summary><c>f32x4.extract_lane</c>: one lane (4.6.11).</summary>
    F32x4ExtractLane = 0x19F,
    /// <summary><c>f32x4.replace_lane</c>: a vector with another number in one lane (4.6.11).</summary>
    F32x4ReplaceLane = 0x1A0,
    /// <summary><c>f64x2.extract_lane</c>: one lane (4.6.11).</summary>
    F64x2ExtractLane = 0x1A1,
    /// <summary><c>f64x2.replace_lane</c>: a vector with another number in one lane (4.6.11).</summary>
    F64x2ReplaceLane = 0x1A2,
    /// <summary><c>i8x16.eq</c>: lanes of all ones where equal, else zeros (4.3.5).</summary>
    I8x16Eq = 0x1A3,
    /// <summary><c>i8x16.ne</c>: lanes of all ones where not equal, else zeros (4.3.5).</summary>
    I8x16Ne = 0x1A4,
    /// <summary><c>i8x16.lt_s</c>: lanes of all ones where signed less, else zeros (4.3.5).</summary>
    I8x16LtS = 0x1A5,
    /// <summary><c>i8x16.lt_u</c>: lanes of all ones where unsigned less, else zeros (4.3.5).</summary>
    I8x16LtU = 0x1A6,
    /// <summary><c>i8x16.gt_s</c>: lanes of all ones where signed greater, else zeros (4.3.5).</summary>
    I8x16GtS = 0x1A7,
    /// <summary><c>i8x16.gt_u</c>: lanes of all ones where unsigned greater, else zeros (4.3.5).</summary>
    I8x16GtU = 0x1A8,
    /// <summary><c>i8x16.le_s</c>: lanes of all ones where signed less or equal, else zeros (4.3.5).</summary>
    I8x16LeS = 0x1A9,
    /// <summary><c>i8x16.le_u</c>: lanes of all ones where unsigned less or equal, else zeros (4.3.5).</summary>
    I8x16LeU = 0x1AA,
    /// <summary><c>i8x16.ge_s</c>: lanes of all ones where signed greater or equal, else zeros (4.3.5).</summary>
    I8x16GeS = 0x1AB,
    /// <summary><c>i8x16.ge_u</c>: lanes of all ones where unsigned greater or equal, else zeros (4.3.5).</summary>
    I8x16GeU = 0x1AC,
    /// <summary><c>i16x8.eq</c>: lanes of all ones where equal, else zeros (4.3.5).</summary>
    I16x8Eq = 0x1AD,
    /// <summary><c>i16x8.ne</c>: lanes of all ones where not equal, else zeros (4.3.5).</summary>
    I16x8Ne = 0x1AE,
    /// <summary><c>i16x8.lt_s</c>: lanes of all ones where signed less, else zeros (4.3.5).</summary>
    I16x8LtS = 0x1AF,
    /// <summary><c>i16x8.lt_u</c>: lanes of all ones where unsigned less, else zeros (4.3.5).</summary>
    I16x8LtU = 0x1B0,
    /// <summary><c>i16x8.gt_s</c>: lanes of all ones where signed greater, else zeros (4.3.5).</summary>
    I16x8GtS = 0x1B1,
    /// <summary><c>i16x8.gt_u</c>: lanes of all ones where unsigned greater, else zeros (4.3.5).</summary>
    I16x8GtU = 0x1B2,
    /// <summary><c>i16x8.le_s</c>: lanes of all ones where signed less or equal, else zeros (4.3.5).</summary>
    I16x8LeS = 0x1B3,
    /// <summary><c>i16x8.le_u</c>: lanes of all ones where unsigned less or equal, else zeros (4.3.5).</summary>
    I16x8LeU = 0x1B4,
    /// <summary><c>i16x8.ge_s</c>: lanes of all ones where signed greater or equal, else zeros (4.3.5).</summary>
    I16x8GeS = 0x1B5,
    /// <summary><c>i16x8.ge_u</c>: lanes of all ones where unsigned greater or equal, else zeros (4.3.5).</summary>
    I16x8GeU = 0x1B6,
    /// <summary><c>i32x4.eq</c>: lanes of all ones where equal, else zeros (4.3.5).</summary>
    I32x4Eq = 0x1B7,
    /// <summary><c>i32x4.ne</c>: lanes of all ones where not equal, else zeros (4.3.5).</summary>
    I32x4Ne = 0x1B8,
    /// <summary><c>i32x4.lt_s</c>: lanes of all ones where signed less, else zeros (4.3.5).</summary>
    I32x4LtS = 0x1B9,
    /// <summary><c>i32x4.lt_u</c>: lanes of all ones where unsigned less, else zeros (4.3.5).</summary>
    I32x4LtU = 0x1BA,
    /// <summary><c>i32x4.gt_s</c>: lanes of all ones where signed greater, else zeros (4.3.5).</summary>
    I32x4GtS = 0x1BB,
    /// <summary><c>i32x4.gt_u</c>: lanes of all ones where unsigned greater, else zeros (4.3.5).</summary>
    I32x4GtU = 0x1BC,
    /// <summary><c>i32x4.le_s</c>: lanes of all ones where signed less or equal, else zeros (4.3.5).</summary>
    I32x4LeS = 0x1BD,
    /// <summary><c>i32x4.le_u</c>: lanes of all ones where unsigned less or equal, else zeros (4.3.5).</summary>
    I32x4LeU = 0x1BE,
    /// <summary><c>i32x4.ge_s</c>: lanes of all ones where signed greater or equal, else zeros (4.3.5).</summary>
    I32x4GeS = 0x1BF,
    /// <summary><c>i32x4.ge_u</c>: lanes of all ones where unsigned greater or equal, else zeros (4.3.5).</summary>
    I32x4GeU = 0x1C0,
    /// <summary><c>f32x4.eq</c>: lanes of all ones where equal, else zeros (4.3.5).</summary>
    F32x4Eq = 0x1C1,
    /// <summary><c>f32x4.ne</c>: lanes of all ones where not equal, else zeros (4.3.5).</summary>
    F32x4Ne = 0x1C2,
    /// <summary><c>f32x4.lt</c>: lanes of all ones where less, else zeros (4.3.5).</summary>
    F32x4Lt = 0x1C3,
    /// <summary><c>f32x4.gt</c>: lanes of all ones where greater, else zeros (4.3.5).</summary>
    F32x4Gt = 0x1C4,
    /// <summary><c>f32x4.le</c>: lanes of all ones where less or equal, else zeros (4.3.5).</summary>
    F32x4Le = 0x1C5,
    /// <summary><c>f32x4.ge</c>: lanes of all ones where greater or equal, else zeros (4.3.5).</summary>
    F32x4Ge = 0x1C6,
    /// <summary><c>f64x2.eq</c>: lanes of all ones where equal, else zeros (4.3.5).</summary>
    F64x2Eq = 0x1C7,
    /// <summary><c>f64x2.ne</c>: lanes of all ones where not equal, else zeros (4.3.5).</summary>
    F64x2Ne = 0x1C8,
    /// <summary><c>f64x2.lt</c>: lanes of all ones where less, else zeros (4.3.5).</summary>
    F64x2Lt = 0x1C9,
    /// <summary><c>f64x2.gt</c>: lanes of all ones where greater, else zeros (4.3.5).</summary>
    F64x2Gt = 0x1CA,
    /// <summary><c>f64x2.le</c>: lanes of all ones where less or equal, else zeros (4.3.5).</summary>
    F64x2Le = 0x1CB,
    /// <summary><c>f64x2.ge</c>: lanes of all ones where greater or equal, else zeros (4.3.5).</summary>
    F64x2Ge = 0x1CC,
    /// <summary><c>v128.not</c>: all bits inverted (4.3.5).</summary>
    V128Not = 0x1CD,
    /// <summary><c>v128.and</c>: bits set in both (4.3.5).</summary>
    V128And = 0x1CE,
    /// <summary><c>v128.andnot</c>: bits set in the first and not in the second (4.3.5).</summary>
    V128Andnot = 0x1CF,
    /// <summary><c>v128.or</c>: bits set in either (4.3.5).</summary>
    V128Or = 0x1D0,
    /// <summary><c>v128.xor</c>: bits set in one only (4.3.5).</summary>
    V128Xor = 0x1D1,
    /// <summary><c>v128.bitselect</c>: bits of the first operand where the third is 1, else of the second (4.3.5).</summary>
    V128Bitselect = 0x1D2,
    /// <summary><c>v128.any_true</c>: whether any bit is set (4.6.11).</summary>
    V128AnyTrue = 0x1D3,
    /// <summary><c>v128.load8_lane</c>: loads a byte into one lane (4.6.8).</summary>
    V128Load8Lane = 0x1D4,
    /// <summary><c>v128.load16_lane</c>: loads 2 bytes into one lane (4.6.8).</summary>
    V128Load16Lane = 0x1D5,
    /// <summary><c>v128.load32_lane</c>: loads 4 bytes into one lane (4.6.8).</summary>
    V128Load32Lane = 0x1D6,
    /// <summary><c>v128.load64_lane</c>: loads 8 bytes into one lane (4.6.8).</summary>
    V128Load64Lane = 0x1D7,
    /// <summary><c>v128.store8_lane</c>: stores a lane of a byte (4.6.8).</summary>
    V128Store8Lane = 0x1D8,
    /// <summary><c>v128.store16_lane</c>: stores a lane of 2 bytes (4.6.8).</summary>
    V128Store16Lane = 0x1D9,
    /// <summary><c>v128.store32_lane</c>: stores a lane of 4 bytes (4.6.8).</summary>
    V128Store32Lane = 0x1DA,
    /// <summary><c>v128.store64_lane</c>: stores a lane of 8 bytes (4.6.8).</summary>
    V128Store64Lane = 0x1DB,
    /// <summary><c>v128.load32_zero</c>: loads 4 bytes into the lowest lane, zeros into the others (4.6.8).</summary>
    V128Load32Zero = 0x1DC,
    /// <summary><c>v128.load64_zero</c>: loads 8 bytes into the lowest lane, zeros into the others (4.6.8).</summary>
    V128Load64Zero = 0x1DD,
    /// <summary><c>f32x4.demote_f64x2_zero</c>: two f64 lanes as f32 lanes, and two zeros (4.3.5).</summary>
    F32x4DemoteF64x2Zero = 0x1DE,
    /// <summary><c>f64x2.promote_low_f32x4</c>: the two low f32 lanes as f64 lanes (4.3.5).</summary>
    F64x2PromoteLowF32x4 = 0x1DF,
    /// <summary><c>i8x16.abs</c>: absolute values of signed lanes, modulo 2^8 (4.3.5).</summary>
    I8x16Abs = 0x1E0,
    /// <summary><c>i8x16.neg</c>: lanes with the other sign, modulo 2^8 (4.3.5).</summary>
    I8x16Neg = 0x1E1,
    /// <summary><c>i8x16.popcnt</c>: numbers of one bits (4.3.5).</summary>
    I8x16Popcnt = 0x1E2,
    /// <summary><c>i8x16.all_true</c>: whether no lane is zero (4.6.11).</summary>
    I8x16AllTrue = 0x1E3,
    /// <summary><c>i8x16.bitmask</c>: the highest bits of the lanes as an i32 (4.6.11).</summary>
    I8x16Bitmask = 0x1E4,
    /// <summary><c>i8x16.narrow_i16x8_s</c>: the lanes of two vectors narrowed, saturated to signed 8 bits (4.3.5).</summary>
    I8x16NarrowI16x8S = 0x1E5,
    /// <summary><c>i8x16.narrow_i16x8_u</c>: the lanes of two vectors narrowed, saturated to unsigned 8 bits (4.3.5).</summary>
    I8x16NarrowI16x8U = 0x1E6,
    /// <summary><c>f32x4.ceil</c>: lanes rounded up to integers (4.3.5).</summary>
    F32x4Ceil = 0x1E7,
    /// <summary><c>f32x4.floor</c>: lanes rounded down to integers (4.3.5).</summary>
    F32x4Floor = 0x1E8,
    /// <summary><c>f32x4.trunc</c>: lanes rounded to integers towards zero (4.3.5).</summary>
    F32x4Trunc = 0x1E9,
    /// <summary><c>f32x4.nearest</c>: lanes rounded to the nearest integers, ties to even (4.3.5).</summary>
    F32x4Nearest = 0x1EA,
    /// <summary><c>i8x16.shl</c>: lanes shifted left, by an i32 modulo 8 (4.3.5).</summary>
    I8x16Shl = 0x1EB,
    /// <summary><c>i8x16.shr_s</c>: lanes shifted right with their signs, by an i32 modulo 8 (4.3.5).</summary>
    I8x16ShrS = 0x1EC,
    /// <summary><c>i8x16.shr_u</c>: lanes shifted right with zeros, by an i32 modulo 8 (4.3.5).</summary>
    I8x16ShrU = 0x1ED,
    /// <summary><c>i8x16.add</c>: sums modulo 2^8 (4.3.5).</summary>
    I8x16Add = 0x1EE,
    /// <summary><c>i8x16.add_sat_s</c>: signed sums, saturated (4.3.5).</summary>
    I8x16AddSatS = 0x1EF,
    /// <summary><c>i8x16.add_sat_u</c>: unsigned sums, saturated (4.3.5).</summary>
    I8x16AddSatU = 0x1F0,
    /// <summary><c>i8x16.sub</c>: differences modulo 2^8 (4.3.5).</summary>
    I8x16Sub = 0x1F1,
    /// <summary><c>i8x16.sub_sat_s</c>: signed differences, saturated (4.3.5).</summary>
    I8x16SubSatS = 0x1F2,
    /// <summary><c>i8x16.sub_sat_u</c>: unsigned differences, saturated (4.3.5).</summary>
    I8x16SubSatU = 0x1F3,
    /// <summary><c>f64x2.ceil</c>: lanes rounded up to integers (4.3.5).</summary>
    F64x2Ceil = 0x1F4,
    /// <summary><c>f64x2.floor</c>: lanes rounded down to integers (4.3.5).</summary>
    F64x2Floor = 0x1F5,
    /// <summary><c>i8x16.min_s</c>: the signed smaller of each pair of lanes (4.3.5).</summary>
    I8x16MinS = 0x1F6,
    /// <summary><c>i8x16.min_u</c>: the unsigned smaller of each pair of lanes (4.3.5).</summary>
    I8x16MinU = 0x1F7,
    /// <summary><c>i8x16.max_s</c>: the signed greater of each pair of lanes (4.3.5).</summary>
    I8x16MaxS = 0x1F8,
    /// <summary><c>i8x16.max_u</c>: the unsigned greater of each pair of lanes (4.3.5).</summary>
    I8x16MaxU = 0x1F9,
    /// <summary><c>f64x2.trunc</c>: lanes rounded to integers towards zero (4.3.5).</summary>
    F64x2Trunc = 0x1FA,
    /// <summary><c>i8x16.avgr_u</c>: unsigned averages, rounded up (4.3.5).</summary>
    I8x16AvgrU = 0x1FB,
    /// <summary><c>i16x8.extadd_pairwise_i8x16_s</c>: signed sums of neighbouring lanes, twice as wide (4.3.5).</summary>
    I16x8ExtaddPairwiseI8x16S = 0x1FC,
    /// <summary><c>i16x8.extadd_pairwise_i8x16_u</c>: unsigned sums of neighbouring lanes, twice as wide (4.3.5).</summary>
    I16x8ExtaddPairwiseI8x16U = 0x1FD,
    /// <summary><c>i32x4.extadd_pairwise_i16x8_s</c>: signed sums of neighbouring lanes, twice as wide (4.3.5).</summary>
    I32x4ExtaddPairwiseI16x8S = 0x1FE,
    /// <summary><c>i32x4.extadd_pairwise_i16x8_u</c>: unsigned sums of neighbouring lanes, twice as wide (4.3.5).</summary>
    I32x4ExtaddPairwiseI16x8U = 0x1FF,
    /// <summary><c>i16x8.abs</c>: absolute values of signed lanes, modulo 2^16 (4.3.5).</summary>
    I16x8Abs = 0x200,
    /// <summary><c>i16x8.neg</c>: lanes with the other sign, modulo 2^16 (4.3.5).</summary>
    I16x8Neg = 0x201,
    /// <summary><c>i16x8.q15mulr_sat_s</c>: rounded products of fixed-point fractions of 15 bits, saturated (4.3.5).</summary>
    I16x8Q15mulrSatS = 0x202,
    /// <summary><c>i16x8.all_true</c>: whether no lane is zero (4.6.11).</summary>
    I16x8AllTrue = 0x203,
    /// <summary><c>i16x8.bitmask</c>: the highest bits of the lanes as an i32 (4.6.11).</summary>
    I16x8Bitmask = 0x204,
    /// <summary><c>i16x8.narrow_i32x4_s</c>: the lanes of two vectors narrowed, saturated to signed 16 bits (4.3.5).</summary>
    I16x8NarrowI32x4S = 0x205,
    /// <summary><c>i16x8.narrow_i32x4_u</c>: the lanes of two vectors narrowed, saturated to unsigned 16 bits (4.3.5).</summary>
    I16x8NarrowI32x4U = 0x206,
    /// <summary><c>i16x8.extend_low_i8x16_s</c>: the low half of the lanes, extended with their signs (4.3.5).</summary>
    I16x8ExtendLowI8x16S = 0x207,
    /// <summary><c>i16x8.extend_high_i8x16_s</c>: the high half of the lanes, extended with their signs (4.3.5).</summary>
    I16x8ExtendHighI8x16S = 0x208,
    /// <summary><c>i16x8.extend_low_i8x16_u</c>: the low half of the lanes, extended with zeros (4.3.5).</summary>
    I16x8ExtendLowI8x16U = 0x209,
    /// <summary><c>i16x8.extend_high_i8x16_u</c>: the high half of the lanes, extended with zeros (4.3.5).</summary>
    I16x8ExtendHighI8x16U = 0x20A,
    /// <summary><c>i16x8.shl</c>: lanes shifted left, by an i32 modulo 16 (4.3.5).</summary>
    I16x8Shl = 0x20B,
    /// <summary><c>i16x8.shr_s</c>: lanes shifted right with their signs, by an i32 modulo 16 (4.3.5).</summary>
    I16x8ShrS = 0x20C,
    /// <summary><c>i16x8.shr_u</c>: lanes shifted right with zeros, by an i32 modulo 16 (4.3.5).</summary>
    I16x8ShrU = 0x20D,
    /// <summary><c>i16x8.add</c>: sums modulo 2^16 (4.3.5).</summary>
    I16x8Add = 0x20E,
    /// <summary><c>i16x8.add_sat_s</c>: signed sums, saturated (4.3.5).</summary>
    I16x8AddSatS = 0x20F,
    /// <summary><c>i16x8.add_sat_u</c>: unsigned sums, saturated (4.3.5).</summary>
    I16x8AddSatU = 0x210,
    /// <summary><c>i16x8.sub</c>: differences modulo 2^16 (4.3.5).</summary>
    I16x8Sub = 0x211,
    /// <summary><c>i16x8.sub_sat_s</c>: signed differences, saturated (4.3.5).</summary>
    I16x8SubSatS = 0x212,
    /// <summary><c>i16x8.sub_sat_u</c>: unsigned differences, saturated (4.3.5).</summary>
    I16x8SubSatU = 0x213,
    /// <summary><c>f64x2.nearest</c>: lanes rounded to the nearest integers, ties to even (4.3.5).</summary>
    F64x2Nearest = 0x214,
    /// <summary><c>i16x8.mul</c>: products modulo 2^16 (4.3.5).</summary>
    I16x8Mul = 0x215,
    /// <summary><c>i16x8.min_s</c>: the signed smaller of each pair of lanes (4.3.5).</summary>
    I16x8MinS = 0x216,
    /// <summary><c>i16x8.min_u</c>: the unsigned smaller of each pair of lanes (4.3.5).</summary>
    I16x8MinU = 0x217,
    /// <summary><c>i16x8.max_s</c>: the signed greater of each pair of lanes (4.3.5).</summary>
    I16x8MaxS = 0x218,
    /// <summary><c>i16x8.max_u</c>: the unsigned greater of each pair of lanes (4.3.5).</summary>
    I16x8MaxU = 0x219,
    /// <summary><c>i16x8.avgr_u</c>: unsigned averages, rounded up (4.3.5).</summary>
    I16x8AvgrU = 0x21B,
    /// <summary><c>i16x8.extmul_low_i8x16_s</c>: signed products of the low halves of the lanes, twice as wide (4.3.5).</summary>
    I16x8ExtmulLowI8x16S = 0x21C,
    /// <summary><c>i16x8.extmul_high_i8x16_s</c>: signed products of the high halves of the lanes, twice as wide (4.3.5).</summary>
    I16x8ExtmulHighI8x16S = 0x21D,
    /// <summary><c>i16x8.extmul_low_i8x16_u</c>: unsigned products of the low halves of the lanes, twice as wide (4.3.5).</summary>
    I16x8ExtmulLowI8x16U = 0x21E,
    /// <summary><c>i16x8.extmul_high_i8x16_u</c>: unsigned products of the high halves of the lanes, twice as wide (4.3.5).</summary>
    I16x8ExtmulHighI8x16U = 0x21F,
    /// <summary><c>i32x4.abs</c>: absolute values of signed lanes, modulo 2^32 (4.3.5).</summary>
    I32x4Abs = 0x220,
    /// <summary><c>i32x4.neg</c>: lanes with the other sign, modulo 2^32 (4.3.5).</summary>
    I32x4Neg = 0x221,
    /// <summary><c>i32x4.all_true</c>: whether no lane is zero (4.6.11).</summary>
    I32x4AllTrue = 0x223,
    /// <summary><c>i32x4.bitmask</c>: the highest bits of the lanes as an i32 (4.6.11).</summary>
    I32x4Bitmask = 0x224,
    /// <summary><c>i32x4.extend_low_i16x8_s</c>: the low half of the lanes, extended with their signs (4.3.5).</summary>
    I32x4ExtendLowI16x8S = 0x227,
    /// <summary><c>i32x4.extend_high_i16x8_s</c>: the high half of the lanes, extended with their signs (4.3.5).</summary>
    I32x4ExtendHighI16x8S = 0x228,
    /// <summary><c>i32x4.extend_low_i16x8_u</c>: the low half of the lanes, extended with zeros (4.3.5).</summary>
    I32x4ExtendLowI16x8U = 0x229,
    /// <summary><c>i32x4.extend_high_i16x8_u</c>: the high half of the lanes, extended with zeros (4.3.5).</summary>
    I32x4ExtendHighI16x8U = 0x22A,
    /// <summary><c>i32x4.shl</c>: lanes shifted left, by an i32 modulo 32 (4.3.5).</summary>
    I32x4Shl = 0x22B,
    /// <summary><c>i32x4.shr_s</c>: lanes shifted right with their signs, by an i32 modulo 32 (4.3.5).</summary>
    I32x4ShrS = 0x22C,
    /// <summary><c>i32x4.shr_u</c>: lanes shifted right with zeros, by an i32 modulo 32 (4.3.5).</summary>
    I32x4ShrU = 0x22D,
    /// <summary><c>i32x4.add</c>: sums modulo 2^32 (4.3.5).</summary>
    I32x4Add = 0x22E,
    /// <summary><c>i32x4.sub</c>: differences modulo 2^32 (4.3.5).</summary>
    I32x4Sub = 0x231,
    /// <summary><c>i32x4.mul</c>: products modulo 2^32 (4.3.5).</summary>
    I32x4Mul = 0x235,
    /// <summary><c>i32x4.min_s</c>: the signed smaller of each pair of lanes (4.3.5).</summary>
    I32x4MinS = 0x236,
    /// <summary><c>i32x4.min_u</c>: the unsigned smaller of each pair of lanes (4.3.5).</summary>
    I32x4MinU = 0x237,
    /// <summary><c>i32x4.max_s</c>: the signed greater of each pair of lanes (4.3.5).</summary>
    I32x4MaxS = 0x238,
    /// <summary><c>i32x4.max_u</c>: the unsigned greater of each pair of lanes (4.3.5).</summary>
    I32x4MaxU = 0x239,
    /// <summary><c>i32x4.dot_i16x8_s</c>: sums of neighbouring pairs of products of signed 16-bit lanes (4.3.5).</summary>
    I32x4DotI16x8S = 0x23A,
    /// <summary><c>i32x4.extmul_low_i16x8_s</c>: signed products of the low halves of the lanes, twice as wide (4.3.5).</summary>
    I32x4ExtmulLowI16x8S = 0x23C,
    /// <summary><c>i32x4.extmul_high_i16x8_s</c>: signed products of the high halves of the lanes, twice as wide (4.3.5).</summary>
    I32x4ExtmulHighI16x8S = 0x23D,
    /// <summary><c>i32x4.extmul_low_i16x8_u</c>: unsigned products of the low halves of the lanes, twice as wide (4.3.5).</summary>
    I32x4ExtmulLowI16x8U = 0x23E,
    /// <summary><c>i32x4.extmul_high_i16x8_u</c>: unsigned products of the high halves of the lanes, twice as wide (4.3.5).</summary>
    I32x4ExtmulHighI16x8U = 0x23F,
    /// <summary><c>i64x2.abs</c>: absolute values of signed lanes, modulo 2^64 (4.3.5).</summary>
    I64x2Abs = 0x240,
    /// <summary><c>i64x2.neg</c>: lanes with the other sign, modulo 2^64 (4.3.5).</summary>
    I64x2Neg = 0x241,
    /// <summary><c>i64x2.all_true</c>: whether no lane is zero (4.6.11).</summary>
    I64x2AllTrue = 0x243,
    /// <summary><c>i64x2.bitmask</c>: the highest bits of the lanes as an i32 (4.6.11).</summary>
    I64x2Bitmask = 0x244,
    /// <summary><c>i64x2.extend_low_i32x4_s</c>: the low half of the lanes, extended with their signs (4.3.5).</summary>
    I64x2ExtendLowI32x4S = 0x247,
    /// <summary><c>i64x2.extend_high_i32x4_s</c>: the high half of the lanes, extended with their signs (4.3.5).</summary>
    I64x2ExtendHighI32x4S = 0x248,
    /// <summary><c>i64x2.extend_low_i32x4_u</c>: the low half of the lanes, extended with zeros (4.3.5).</summary>
    I64x2ExtendLowI32x4U = 0x249,
    /// <summary><c>i64x2.extend_high_i32x4_u</c>: the high half of the lanes, extended with zeros (4.3.5).</summary>
    I64x2ExtendHighI32x4U = 0x24A,
    /// <summary><c>i64x2.shl</c>: lanes shifted left, by an i32 modulo 64 (4.3.5).</summary>
    I64x2Shl = 0x24B,
    /// <summary><c>i64x2.shr_s</c>: lanes shifted right with their signs, by an i32 modulo 64 (4.3.5).</summary>
    I64x2ShrS = 0x24C,
    /// <summary><c>i64x2.shr_u</c>: lanes shifted right with zeros, by an i32 modulo 64 (4.3.5).</summary>
    I64x2ShrU = 0x24D,
    /// <summary><c>i64x2.add</c>: sums modulo 2^64 (4.3.5).</summary>
    I64x2Add = 0x24E,
    /// <summary><c>i64x2.sub</c>: differences modulo 2^64 (4.3.5).</summary>
    I64x2Sub = 0x251,
    /// <summary><c>i64x2.mul</c>: products modulo 2^64 (4.3.5).</summary>
    I64x2Mul = 0x255,
    /// <summary><c>i64x2.eq</c>: lanes of all ones where equal, else zeros (4.3.5).</summary>
    I64x2Eq = 0x256,
    /// <summary><c>i64x2.ne</c>: lanes of all ones where not equal, else zeros (4.3.5).</summary>
    I64x2Ne = 0x257,
    /// <summary><c>i64x2.lt_s</c>: lanes of all ones where signed less, else zeros (4.3.5).</summary>
    I64x2LtS = 0x258,
    /// <summary><c>i64x2.gt_s</c>: lanes of all ones where signed greater, else zeros (4.3.5).</summary>
    I64x2GtS = 0x259,
    /// <summary><c>i64x2.le_s</c>: lanes of all ones where signed less or equal, else zeros (4.3.5).</summary>
    I64x2LeS = 0x25A,
    /// <summary><c>i64x2.ge_s</c>: lanes of all ones where signed greater or equal, else zeros (4.3.5).</summary>
    I64x2GeS = 0x25B,
    /// <summary><c>i64x2.extmul_low_i32x4_s</c>: signed products of the low halves of the lanes, twice as wide (4.3.5).</summary>
    I64x2ExtmulLowI32x4S = 0x25C,
    /// <summary><c>i64x2.extmul_high_i32x4_s</c>: signed products of the high halves of the lanes, twice as wide (4.3.5).</summary>
    I64x2ExtmulHighI32x4S = 0x25D,
    /// <summary><c>i64x2.extmul_low_i32x4_u</c>: unsigned products of the low halves of the lanes, twice as wide (4.3.5).</summary>
    I64x2ExtmulLowI32x4U = 0x25E,
    /// <summary><c>i64x2.extmul_high_i32x4_u</c>: unsigned products of the high halves of the lanes, twice as wide (4.3.5).</summary>
    I64x2ExtmulHighI32x4U = 0x25F,
    /// <summary><c>f32x4.abs</c>: absolute values (4.3.5).</summary>
    F32x4Abs = 0x260,
    /// <summary><c>f32x4.neg</c>: lanes with the other sign (4.3.5).</summary>
    F32x4Neg = 0x261,
    /// <summary><c>f32x4.sqrt</c>: square roots (4.3.5).</summary>
    F32x4Sqrt = 0x263,
    /// <summary><c>f32x4.add</c>: sums (4.3.5).</summary>
    F32x4Add = 0x264,
    /// <summary><c>f32x4.sub</c>: differences (4.3.5).</summary>
    F32x4Sub = 0x265,
    /// <summary><c>f32x4.mul</c>: products (4.3.5).</summary>
    F32x4Mul = 0x266,
    /// <summary><c>f32x4.div</c>: quotients (4.3.5).</summary>
    F32x4Div = 0x267,
    /// <summary><c>f32x4.min</c>: the smaller of each pair of lanes; a NaN if one is (4.3.5).</summary>
    F32x4Min = 0x268,
    /// <summary><c>f32x4.max</c>: the greater of each pair of lanes; a NaN if one is (4.3.5).</summary>
    F32x4Max = 0x269,
    /// <summary><c>f32x4.pmin</c>: the second lane if it is less than the first, else the first (4.3.5).</summary>
    F32x4Pmin = 0x26A,
    /// <summary><c>f32x4.pmax</c>: the second lane if the first is less, else the first (4.3.5).</summary>
    F32x4Pmax = 0x26B,
    /// <summary><c>f64x2.abs</c>: absolute values (4.3.5).</summary>
    F64x2Abs = 0x26C,
    /// <summary><c>f64x2.neg</c>: lanes with the other sign (4.3.5).</summary>
    F64x2Neg = 0x26D,
    /// <summary><c>f64x2.sqrt</c>: square roots (4.3.5).</summary>
    F64x2Sqrt = 0x26F,
    /// <summary><c>f64x2.add</c>: sums (4.3.5).</summary>
    F64x2Add = 0x270,
    /// <summary><c>f64x2.sub</c>: differences (4.3.5).</summary>
    F64x2Sub = 0x271,
    /// <summary><c>f64x2.mul</c>: products (4.3.5).</summary>
    F64x2Mul = 0x272,
    /// <summary><c>f64x2.div</c>: quotients (4.3.5).</summary>
    F64x2Div = 0x273,
    /// <summary><c>f64x2.min</c>: the smaller of each pair of lanes; a NaN if one is (4.3.5).</summary>
    F64x2Min = 0x274,
    /// <summary><c>f64x2.max</c>: the greater of each pair of lanes; a NaN if one is (4.3.5).</summary>
    F64x2Max = 0x275,
    /// <summary><c>f64x2.pmin</c>: the second lane if it is less than the first, else the first (4.3.5).</summary>
    F64x2Pmin = 0x276,
    /// <summary><c>f64x2.pmax</c>: the second lane if the first is less, else the first (4.3.5).</summary>
    F64x2Pmax = 0x277,
    /// <summary><c>i32x4.trunc_sat_f32x4_s</c>: signed integers of lanes, towards zero, saturated; a NaN is 0 (4.3.5).</summary>
    I32x4TruncSatF32x4S = 0x278,
    /// <summary><c>i32x4.trunc_sat_f32x4_u</c>: unsigned integers of lanes, towards zero, saturated; a NaN is 0 (4.3.5).</summary>
    I32x4TruncSatF32x4U = 0x279,
    /// <summary><c>f32x4.convert_i32x4_s</c>: signed integers as the nearest floats (4.3.5).</summary>
    F32x4ConvertI32x4S = 0x27A,
    /// <summary><c>f32x4.convert_i32x4_u</c>: unsigned integers as the nearest floats (4.3.5).</summary>
    F32x4ConvertI32x4U = 0x27B,
    /// <summary><c>i32x4.trunc_sat_f64x2_s_zero</c>: signed integers of lanes, towards zero, saturated; a NaN is 0; the upper two lanes are 0 (4.3.5).</summary>
    I32x4TruncSatF64x2SZero = 0x27C,
    /// <summary><c>i32x4.trunc_sat_f64x2_u_zero</c>: unsigned integers of lanes, towards zero, saturated; a NaN is 0; the upper two lanes are 0 (4.3.5).</summary>
    I32x4TruncSatF64x2UZero = 0x27D,
    /// <summary><c>f64x2.convert_low_i32x4_s</c>: the two low signed integers as the nearest floats (4.3.5).</summary>
    F64x2ConvertLowI32x4S = 0x27E,
    /// <summary><c>f64x2.convert_low_i32x4_u</c>: the two low unsigned integers as the nearest floats (4.3.5).</summary>
    F64x2ConvertLowI32x4U = 0x27F,
    /// <summary><c>i8x16.relaxed_swizzle</c>: bytes of a vector, chosen by another one; an index above 15 gives 0, or 15 and less as its low bits (4.3.6).</summary>
    I8x16RelaxedSwizzle = 0x280,
    /// <summary><c>i32x4.relaxed_trunc_f32x4_s</c>: signed integers of lanes, towards zero; what NaNs and numbers out of range give, the platform chooses (4.3.6).</summary>
    I32x4RelaxedTruncF32x4S = 0x281,
    /// <summary><c>i32x4.relaxed_trunc_f32x4_u</c>: unsigned integers of lanes, towards zero; what NaNs and numbers out of range give, the platform chooses (4.3.6).</summary>
    I32x4RelaxedTruncF32x4U = 0x282,
    /// <summary><c>i32x4.relaxed_trunc_f64x2_s_zero</c>: signed integers of lanes, towards zero; what NaNs and numbers out of range give, the platform chooses; the upper two lanes are 0 (4.3.6).</summary>
    I32x4RelaxedTruncF64x2SZero = 0x283,
    /// <summary><c>i32x4.relaxed_trunc_f64x2_u_zero</c>: unsigned integers of lanes, towards zero; what NaNs and numbers out of range give, the platform chooses; the upper two lanes are 0 (4.3.6).</summary>
    I32x4RelaxedTruncF64x2UZero = 0x284,
    /// <summary><c>f32x4.relaxed_madd</c>: products plus a third vector, rounded once or twice (4.3.6).</summary>
    F32x4RelaxedMadd = 0x285,
    /// <summary><c>f32x4.relaxed_nmadd</c>: negated products plus a third vector, rounded once or twice (4.3.6).</summary>
    F32x4RelaxedNmadd = 0x286,
    /// <summary><c>f64x2.relaxed_madd</c>: products plus a third vector, rounded once or twice (4.3.6).</summary>
    F64x2RelaxedMadd = 0x287,
    /// <summary><c>f64x2.relaxed_nmadd</c>: negated products plus a third vector, rounded once or twice (4.3.6).</summary>
    F64x2RelaxedNmadd = 0x288,
    /// <summary><c>i8x16.relaxed_laneselect</c>: lanes or bits of the first operand where the third is set, else of the second; by the highest bits or by all (4.3.6).</summary>
    I8x16RelaxedLaneselect = 0x289,
    /// <summary><c>i16x8.relaxed_laneselect</c>: lanes or bits of the first operand where the third is set, else of the second; by the highest bits or by all (4.3.6).</summary>
    I16x8RelaxedLaneselect = 0x28A,
    /// <summary><c>i32x4.relaxed_laneselect</c>: lanes or bits of the first operand where the third is set, else of the second; by the highest bits or by all (4.3.6).</summary>
    I32x4RelaxedLaneselect = 0x28B,
    /// <summary><c>i64x2.relaxed_laneselect</c>: lanes or bits of the first operand where the third is set, else of the second; by the highest bits or by all (4.3.6).</summary>
    I64x2RelaxedLaneselect = 0x28C,
    /// <summary><c>f32x4.relaxed_min</c>: the smaller of each pair of lanes; for NaNs and zeros of both signs either operand or what <c>f32x4.min</c> gives (4.3.6).</summary>
    F32x4RelaxedMin = 0x28D,
    /// <summary><c>f32x4.relaxed_max</c>: the greater of each pair of lanes; for NaNs and zeros of both signs either operand or what <c>f32x4.max</c> gives (4.3.6).</summary>
    F32x4RelaxedMax = 0x28E,
    /// <summary><c>f64x2.relaxed_min</c>: the smaller of each pair of lanes; for NaNs and zeros of both signs either operand or what <c>f64x2.min</c> gives (4.3.6).</summary>
    F64x2RelaxedMin = 0x28F,
    /// <summary><c>f64x2.relaxed_max</c>: the greater of each pair of lanes; for NaNs and zeros of both signs either operand or what <c>f64x2.max</c> gives (4.3.6).</summary>
    F64x2RelaxedMax = 0x290,
    /// <summary><c>i16x8.relaxed_q15mulr_s</c>: rounded products of fixed-point fractions of 15 bits; -1 times -1 may overflow (4.3.6).</summary>
    I16x8RelaxedQ15mulrS = 0x291,
    /// <summary><c>i16x8.relaxed_dot_i8x16_i7x16_s</c>: sums of neighbouring pairs of products of bytes, the second factors of 7 bits (4.3.6).</summary>
    I16x8RelaxedDotI8x16I7x16S = 0x292,
    /// <summary><c>i32x4.relaxed_dot_i8x16_i7x16_add_s</c>: sums of four neighbouring products of bytes, the second factors of 7 bits, added to a third vector (4.3.6).</summary>
    I32x4RelaxedDotI8x16I7x16AddS = 0x293,
}
