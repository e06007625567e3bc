using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.Fuzz.Mutate;

/// <summary>How many operands instructions take.</summary>
internal static class Arity
{
    /// <summary>The number of operands, for instructions that go on to the next one; blocks: of their parameters and condition.</summary>
    // One case per kind of instruction: longer than a method should be because it is a table.
    public static int Of(in Instruction instruction, ValidatedModule module, FunctionType? block, int labelTypes)
    {
        InstructionInfo row = InstructionTable.Get(instruction.Op);
        if (row.Signature != "*")
        {
            return row.Signature.IndexOf(':', StringComparison.Ordinal);
        }

        switch (instruction.Op)
        {
            case Op.Block or Op.Loop or Op.TryTable:
                return block?.Parameters.Length ?? 0;
            case Op.If:
                return (block?.Parameters.Length ?? 0) + 1;
            case Op.BrIf or Op.BrOnNull:
                return labelTypes + 1;
            case Op.BrOnNonNull or Op.BrOnCast or Op.BrOnCastFail:
                return labelTypes;
            case Op.Call:
                return module.Functions[(int)instruction.Index].Function.Parameters.Length;
            case Op.CallIndirect or Op.CallRef:
                return module.Types[(int)instruction.Index].Function.Parameters.Length + 1;
            case Op.Select or Op.SelectT or Op.TableFill or Op.MemoryCopy or Op.TableCopy or Op.ArraySet:
                return 3;
            case Op.TableSet or Op.TableGrow or Op.RefEq or Op.StructSet or Op.ArrayNew or Op.ArrayNewData or Op.ArrayNewElem
                or Op.ArrayGet or Op.ArrayGetS or Op.ArrayGetU:
                return 2;
            case Op.ArrayFill or Op.ArrayInitData or Op.ArrayInitElem:
                return 4;
            case Op.ArrayCopy:
                return 5;
            case Op.StructNew:
                return ((StructType)module.Types[(int)instruction.Index].Composite).Fields.Length;
            case Op.ArrayNewFixed:
                return (int)instruction.Index2;
            case Op.LocalGet or Op.GlobalGet or Op.RefNull or Op.RefFunc or Op.StructNewDefault or Op.Else or Op.End:
                return 0;
            default:
                return 1;
        }
    }
}
