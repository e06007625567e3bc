namespace Wasm.Text;

/// <summary>
/// Words of the text format that are no instructions (those are numbered by their <see cref="Core.Instructions.Op"/>,
/// which is below every value here). Words of scripts are among them because in a module they are known words in
/// the wrong place.
/// </summary>
internal enum Keyword
{
    None = 0x1000,

    // Value types.
    I32, I64, F32, F64, V128,

    // Nullable reference types; the same order as the heap types below.
    AnyRef, NullRef, EqRef, I31Ref, StructRef, ArrayRef, FuncRef, NullFuncRef, ExnRef, NullExnRef, ExternRef, NullExternRef,

    // Heap types.
    Any, NoneType, Eq, I31, Struct, Array, Func, NoFunc, Exn, NoExn, Extern, NoExtern,

    // Other parts of types.
    I8, I16, Ref, Null, Field, Mut, Sub, Final, Rec, Param, Result,

    // Vector shapes, in the order of VectorShape.
    I8x16, I16x8, I32x4, I64x2, F32x4, F64x2,

    // Parts of instructions.
    Then, Catch, CatchRef, CatchAll, CatchAllRef, OffsetEquals, AlignEquals,

    // Module fields and their parts (func, struct, array are above).
    Module, Type, Tag, Global, Memory, Table, Local, Data, Elem, Declare, Offset, Item, Start, Import, Export,

    // Only in scripts.
    Script,
}
