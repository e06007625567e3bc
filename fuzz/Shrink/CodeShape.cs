using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Shrink;

/// <summary>
/// Where the operands of each instruction of a body begin, by counting values and not by their types: whoever changes
/// something asks the validator afterwards. Behind an instruction that never completes the counts are guesses.
/// </summary>
internal sealed class CodeShape
{
    private readonly ModuleDefinition _module;
    private readonly List<int> _functionTypes = [];
    private readonly List<int> _tagTypes = [];
    private readonly List<Frame> _frames = [];

    public CodeShape(ModuleDefinition module, List<CodeItem> code, int results)
    {
        _module = module;
        foreach (Import import in module.Imports)
        {
            switch (import.Type)
            {
                case FunctionExternType function:
                    _functionTypes.Add(function.TypeIndex);
                    break;
                case TagType tag:
                    _tagTypes.Add(tag.TypeIndex);
                    break;
            }
        }

        foreach (FunctionDefinition function in module.Functions)
        {
            _functionTypes.Add(function.TypeIndex);
        }

        foreach (TagDefinition tag in module.Tags)
        {
            _tagTypes.Add(tag.Type.TypeIndex);
        }

        Heights = new int[code.Count + 1];
        Operands = new int[code.Count];
        Results = new int[code.Count];
        Ends = new int[code.Count];
        Measure(code, results);
    }

    /// <summary>Height of the operand stack before each instruction, counted from the function's beginning.</summary>
    public int[] Heights { get; }

    /// <summary>Number of operands of each instruction; a block's are its parameters, an <c>if</c>'s also its condition.</summary>
    public int[] Operands { get; }

    /// <summary>Number of results of each instruction; of a block at its first instruction.</summary>
    public int[] Results { get; }

    /// <summary>By a block's first instruction: the position of its <c>end</c>; its own position for others.</summary>
    public int[] Ends { get; }

    /// <summary>The first instruction of those that push the operands of an instruction.</summary>
    public int StartOf(int position)
    {
        int wanted = Heights[position] - Operands[position];
        int start = position;
        while (start > 0 && Heights[start] > wanted)
        {
            start--;
        }

        return start;
    }

    private void Measure(List<CodeItem> code, int results)
    {
        _frames.Add(new Frame(-1, 0, results, results, 0));
        int height = 0;
        for (int i = 0; i < code.Count; i++)
        {
            CodeItem item = code[i];
            Heights[i] = height;
            Ends[i] = i;
            switch (item.Op)
            {
                case Op.End:
                    Frame closed = _frames[^1];
                    _frames.RemoveAt(_frames.Count - 1);
                    height = closed.Height + closed.Results;
                    if (closed.Start >= 0)
                    {
                        Ends[closed.Start] = i;
                    }

                    break;
                case Op.Else:
                    height = _frames[^1].Height + _frames[^1].Parameters;
                    break;
                default:
                    (Operands[i], Results[i]) = Count(item);
                    height = Math.Max(height - Operands[i], _frames[^1].Height);
                    if (item.Opens)
                    {
                        int parameters = Operands[i] - (item.Op == Op.If ? 1 : 0);
                        int label = item.Op == Op.Loop ? parameters : Results[i];
                        _frames.Add(new Frame(i, height, Results[i], label, parameters));
                        height += parameters;
                    }
                    else
                    {
                        height += Results[i];
                    }

                    break;
            }
        }

        Heights[code.Count] = height;
    }

    private int Label(uint depth) => depth < _frames.Count ? _frames[^((int)depth + 1)].Label : 0;

    private static (int, int) Count(FunctionType? type) => type is null ? (0, 0) : (type.Parameters.Length, type.Results.Length);

    private FunctionType? Type(uint index) => index < (uint)_module.Types.Count ? _module.Types[(int)index].Composite as FunctionType : null;

    // Operands and results: from the table's signature, or, where that says that it depends, from the module.
    private (int Operands, int Results) Count(CodeItem item)
    {
        InstructionInfo row = InstructionTable.Get(item.Op);
        if (row.Signature != "*")
        {
            int colon = row.Signature.IndexOf(':', StringComparison.Ordinal);
            return (colon, row.Signature.Length - colon - 1);
        }

        uint index = item.Instruction.Index;
        switch (item.Op)
        {
            case Op.Block or Op.Loop or Op.If or Op.TryTable:
                BlockType block = item.Instruction.Block;
                (int parameters, int results) = block.IsIndex ? Count(Type((uint)block.TypeIndex)) : (0, block.Result.IsBottom ? 0 : 1);
                return (parameters + (item.Op == Op.If ? 1 : 0), results);
            case Op.Call or Op.ReturnCall:
                return Count(index < (uint)_functionTypes.Count ? Type((uint)_functionTypes[(int)index]) : null);
            case Op.CallIndirect or Op.CallRef or Op.ReturnCallIndirect or Op.ReturnCallRef:
                (int taken, int given) = Count(Type(index));
                return (taken + 1, given);
            case Op.Throw:
                return (Count(index < (uint)_tagTypes.Count ? Type((uint)_tagTypes[(int)index]) : null).Item1, 0);
            case Op.StructNew:
                return (index < (uint)_module.Types.Count && _module.Types[(int)index].Composite is StructType type ? type.Fields.Length : 0, 1);
            case Op.ArrayNewFixed:
                return ((int)item.Instruction.Index2, 1);
            default:
                return CountFixed(item.Op, Label(index));
        }
    }

    private (int Operands, int Results) CountFixed(Op op, int label) => op switch
    {
        Op.Br => (label, 0),
        Op.BrTable => (label + 1, 0),
        Op.BrIf => (label + 1, label),
        Op.BrOnNull => (label + 1, label + 1),
        Op.BrOnNonNull => (label, Math.Max(0, label - 1)),
        Op.BrOnCast or Op.BrOnCastFail => (label, label),
        Op.Return => (_frames[0].Results, 0),
        Op.Unreachable => (0, 0),
        Op.Drop or Op.LocalSet or Op.GlobalSet or Op.ThrowRef => (1, 0),
        Op.TableSet or Op.StructSet => (2, 0),
        Op.ArraySet or Op.MemoryCopy or Op.TableCopy or Op.TableFill => (3, 0),
        Op.ArrayFill or Op.ArrayInitData or Op.ArrayInitElem => (4, 0),
        Op.ArrayCopy => (5, 0),
        Op.LocalGet or Op.GlobalGet or Op.RefNull or Op.RefFunc or Op.StructNewDefault => (0, 1),
        Op.RefEq or Op.ArrayNew or Op.ArrayNewData or Op.ArrayNewElem or Op.ArrayGet or Op.ArrayGetS or Op.ArrayGetU or Op.TableGrow => (2, 1),
        Op.Select or Op.SelectT => (3, 1),

        // local.tee, table.get, tests, casts, conversions, reads of fields and lengths.
        _ => (1, 1),
    };

    private readonly record struct Frame(int Start, int Height, int Results, int Label, int Parameters);
}
