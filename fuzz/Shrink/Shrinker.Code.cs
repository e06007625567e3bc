using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Shrink;

public sealed partial class Shrinker
{
    private static readonly Op[] Constants = [Op.I32Const, Op.I64Const, Op.F32Const, Op.F64Const, Op.V128Const];

    private static readonly HeapType[] Bottoms = [HeapType.None, HeapType.NoFunc, HeapType.NoExtern, HeapType.NoExn];

    private int FunctionCount(int index) => Module(index).Functions.Count;

    private List<CodeItem> Code(int index, int function) => CodeItem.Read(Module(index).Functions[function].Body);

    private CodeShape Shape(int index, int function, List<CodeItem> code) => new(Module(index), code, TypeOf(index, function).Results.Length);

    private bool TryCode(int index, int function, List<CodeItem> code) => TryModule(index, Edits.WithBody(Module(index), function, code));

    // Takes runs of statements away: from the body, then from each block that is left.
    private bool RemoveStatements()
    {
        bool isSmaller = false;
        for (int i = 0; i < _best.Modules.Length; i++)
        {
            for (int j = 0; j < FunctionCount(i); j++)
            {
                isSmaller |= RemoveFromSequence(i, j, 0);

                // The code may become shorter behind the position, never before it.
                for (int position = 0; position < Code(i, j).Count; position++)
                {
                    CodeItem item = Code(i, j)[position];
                    if (item.Opens || item.Op == Op.Else)
                    {
                        isSmaller |= RemoveFromSequence(i, j, position + 1);
                    }
                }
            }
        }

        return isSmaller;
    }

    // The sequence of instructions that begins at a position, up to its end or else.
    private bool RemoveFromSequence(int index, int function, int first)
    {
        List<int> bounds = Bounds(index, function, first);
        return RemoveChunks(bounds.Count - 1, (start, length) =>
        {
            // Found again each time: what was removed behind has moved nothing here.
            List<CodeItem> code = Code(index, function);
            int from = bounds[start];
            int to = bounds[start + length];
            code.RemoveRange(from, to - from);
            if (!TryCode(index, function, code))
            {
                return false;
            }

            bounds.RemoveRange(start + 1, length);
            for (int i = start + 1; i < bounds.Count; i++)
            {
                bounds[i] -= to - from;
            }

            return true;
        });
    }

    // Positions of a sequence at which the operand stack is as low as it gets.
    private List<int> Bounds(int index, int function, int first)
    {
        List<CodeItem> code = Code(index, function);
        CodeShape shape = Shape(index, function, code);
        var positions = new List<int>();
        int position = first;
        while (position < code.Count && code[position].Op is not (Op.End or Op.Else))
        {
            positions.Add(position);
            position = shape.Ends[position] + 1;
        }

        positions.Add(position);
        int lowest = int.MaxValue;
        foreach (int candidate in positions)
        {
            lowest = Math.Min(lowest, shape.Heights[candidate]);
        }

        positions.RemoveAll(candidate => shape.Heights[candidate] != lowest);
        return positions;
    }

    // Replaces instructions and all that leads to them by something simpler of the same type.
    private bool SimplifyExpressions()
    {
        bool isSmaller = false;
        for (int i = 0; i < _best.Modules.Length; i++)
        {
            for (int j = 0; j < FunctionCount(i); j++)
            {
                for (int position = Code(i, j).Count - 2; position >= 0; position = Math.Min(position - 1, Code(i, j).Count - 2))
                {
                    while (position < Code(i, j).Count - 1 && SimplifyAt(i, j, position))
                    {
                        isSmaller = true;
                    }
                }
            }
        }

        return isSmaller;
    }

    // One change at an instruction; false if none is left.
    private bool SimplifyAt(int index, int function, int position)
    {
        List<CodeItem> code = Code(index, function);
        CodeItem item = code[position];
        if (item.Op is Op.End or Op.Else)
        {
            return false;
        }

        CodeShape shape = Shape(index, function, code);
        int start = shape.StartOf(position);
        int end = shape.Ends[position];
        if (item.Opens && (TryUnwrap(index, function, code, position, end) || TryPlainBlock(index, function, code, position)))
        {
            return true;
        }

        if (item.Op == Op.BrTable && TryShorterTable(index, function, code, position))
        {
            return true;
        }

        if (!item.Opens && TryWithout(index, function, code, position, shape.Operands[position] - shape.Results[position]))
        {
            return true;
        }

        return shape.Results[position] switch
        {
            0 => TryReplace(index, function, code, start, end, []) || (!item.Opens && TryDropOperands(index, function, code, position, shape.Operands[position])),
            1 => TrySimpler(index, function, code, shape, start, position, end),
            _ => TryResults(index, function, code, start, position, end),
        };
    }

    // The code without an instruction that has as many results as operands, or one less: then a drop takes its place.
    private bool TryWithout(int index, int function, List<CodeItem> code, int position, int surplus)
    {
        if (surplus is not (0 or 1) || code[position].Op == Op.Drop)
        {
            return false;
        }

        var changed = new List<CodeItem>(code);
        changed.RemoveAt(position);
        if (surplus == 1)
        {
            changed.Insert(position, CodeItem.Of(Op.Drop));
        }

        return TryCode(index, function, changed);
    }

    private bool TryReplace(int index, int function, List<CodeItem> code, int start, int end, ReadOnlySpan<CodeItem> replacement)
    {
        if (end + 1 - start <= replacement.Length)
        {
            return false;
        }

        List<CodeItem> changed = [.. code[..start], .. replacement, .. code[(end + 1)..]];
        return TryCode(index, function, changed);
    }

    // Keeps what an instruction without results takes, and drops it.
    private bool TryDropOperands(int index, int function, List<CodeItem> code, int position, int operands)
    {
        if (operands == 0 || (operands == 1 && code[position].Op == Op.Drop))
        {
            return false;
        }

        List<CodeItem> changed = [.. code[..position]];
        for (int i = 0; i < operands; i++)
        {
            changed.Add(CodeItem.Of(Op.Drop));
        }

        changed.AddRange(code[(position + 1)..]);

        // One instruction that does something for several that do nothing is a step forward, if only once.
        return code[position].Op != Op.Drop && TryCode(index, function, changed);
    }

    // A constant, a local, or one of its own operands instead of an instruction with a result.
    private bool TrySimpler(int index, int function, List<CodeItem> code, CodeShape shape, int start, int position, int end)
    {
        CodeItem item = code[position];
        bool isSingle = start == end;
        if (isSingle && Array.IndexOf(Constants, item.Op) >= 0)
        {
            return TrySimplerConstant(index, function, code, position);
        }

        // Every step leads down, from anything to nulls and from these to numbers: there is no way round.
        foreach (Op constant in Constants)
        {
            if (TryInstead(index, function, code, start, end, CodeItem.Of(constant)))
            {
                return true;
            }
        }

        if (!(isSingle && item.Op == Op.RefNull))
        {
            foreach (HeapType bottom in Bottoms)
            {
                if (TryInstead(index, function, code, start, end, CodeItem.NullOf(bottom)))
                {
                    return true;
                }
            }
        }

        if (isSingle)
        {
            return false;
        }

        int locals = Math.Min(8, LocalCount(index, function));
        for (int local = 0; local < locals; local++)
        {
            if (TryReplace(index, function, code, start, end, [CodeItem.Of(Op.LocalGet, index: (uint)local)]))
            {
                return true;
            }
        }

        // Operands, from the last: each begins where the height is one less.
        int last = position;
        while (last > start)
        {
            int first = last - 1;
            while (first > start && shape.Heights[first] >= shape.Heights[last])
            {
                first--;
            }

            if (TryReplace(index, function, code, start, end, code.GetRange(first, last - first).ToArray()))
            {
                return true;
            }

            last = first;
        }

        return false;
    }

    private int LocalCount(int index, int function)
    {
        uint declared = 0;
        foreach (LocalGroup group in Module(index).Functions[function].Locals)
        {
            declared += group.Count;
        }

        return TypeOf(index, function).Parameters.Length + (int)declared;
    }

    // One constant for a run of any length, a single instruction included.
    private bool TryInstead(int index, int function, List<CodeItem> code, int start, int end, CodeItem constant)
    {
        List<CodeItem> changed = [.. code[..start], constant, .. code[(end + 1)..]];
        return TryCode(index, function, changed);
    }

    // Zero, or one.
    private bool TrySimplerConstant(int index, int function, List<CodeItem> code, int position)
    {
        CodeItem item = code[position];
        foreach (ulong bits in (ReadOnlySpan<ulong>)[0, 1])
        {
            if (item.Instruction.BitsHigh == 0 && item.Instruction.Bits <= bits)
            {
                return false;
            }

            var changed = new List<CodeItem>(code) { [position] = CodeItem.Of(item.Op, bits) };
            if (TryCode(index, function, changed))
            {
                return true;
            }
        }

        return false;
    }

    // The smallest values of the types of a call or block with several results.
    private bool TryResults(int index, int function, List<CodeItem> code, int start, int position, int end)
    {
        ModuleDefinition module = Module(index);
        CodeItem item = code[position];
        int type = item.Op switch
        {
            Op.Call => FunctionTypeIndex(module, (int)item.Instruction.Index),
            Op.CallIndirect or Op.CallRef => (int)item.Instruction.Index,
            _ => item.Opens && item.Instruction.Block.IsIndex ? item.Instruction.Block.TypeIndex : -1,
        };
        if (type < 0)
        {
            return false;
        }

        var values = new List<CodeItem>();
        foreach (ValType result in ((FunctionType)module.Types[type].Composite).Results)
        {
            if (Edits.Smallest(result) is not { } value)
            {
                return false;
            }

            values.Add(value);
        }

        return TryReplace(index, function, code, start, end, values.ToArray());
    }

    private static int FunctionTypeIndex(ModuleDefinition module, int function)
    {
        foreach (Import import in module.Imports)
        {
            if (import.Type is FunctionExternType type && function-- == 0)
            {
                return type.TypeIndex;
            }
        }

        return module.Functions[function].TypeIndex;
    }

    // What is in a block without the block, if nothing branches to it; of an if each arm, its condition dropped.
    private bool TryUnwrap(int index, int function, List<CodeItem> code, int position, int end)
    {
        int otherwise = -1;
        int depth = 0;
        for (int i = position + 1; i < end; i++)
        {
            depth += code[i].Opens ? 1 : code[i].Op == Op.End ? -1 : 0;
            otherwise = depth == 0 && code[i].Op == Op.Else ? i : otherwise;
        }

        int middle = otherwise < 0 ? end : otherwise;
        if (TryInline(index, function, code, position, end, code[(position + 1)..middle]))
        {
            return true;
        }

        return code[position].Op == Op.If && TryInline(index, function, code, position, end, otherwise < 0 ? [] : code[(otherwise + 1)..end]);
    }

    private bool TryInline(int index, int function, List<CodeItem> code, int position, int end, List<CodeItem> inside)
    {
        int depth = 0;
        for (int i = 0; i < inside.Count; i++)
        {
            if (LabelShift.TryLower(inside[i], depth) is not { } lowered)
            {
                return false;
            }

            inside[i] = lowered;
            depth += inside[i].Opens ? 1 : inside[i].Op == Op.End ? -1 : 0;
        }

        List<CodeItem> changed = [.. code[..position]];
        if (code[position].Op == Op.If)
        {
            changed.Add(CodeItem.Of(Op.Drop));
        }

        changed.AddRange(inside);
        changed.AddRange(code[(end + 1)..]);
        return TryCode(index, function, changed);
    }

    // A block instead of a loop or of one that catches.
    private bool TryPlainBlock(int index, int function, List<CodeItem> code, int position)
    {
        CodeItem item = code[position];
        if (item.Op is not (Op.Loop or Op.TryTable))
        {
            return false;
        }

        Core.Binary.Instruction plain = item.Instruction;
        plain.Op = Op.Block;
        var changed = new List<CodeItem>(code) { [position] = new CodeItem(plain, [], [], []) };
        if (TryCode(index, function, changed))
        {
            return true;
        }

        for (int i = 0; i < item.Catches.Length; i++)
        {
            changed[position] = item with { Catches = [.. item.Catches[..i], .. item.Catches[(i + 1)..]] };
            if (TryCode(index, function, changed))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryShorterTable(int index, int function, List<CodeItem> code, int position)
    {
        CodeItem item = code[position];
        var changed = new List<CodeItem>(code);
        for (int i = item.Labels.Length - 1; i >= 0; i--)
        {
            changed[position] = item with { Labels = [.. item.Labels[..i], .. item.Labels[(i + 1)..]] };
            if (TryCode(index, function, changed))
            {
                return true;
            }
        }

        return false;
    }

    private bool RemoveLocals()
    {
        bool isSmaller = false;
        for (int i = 0; i < _best.Modules.Length; i++)
        {
            for (int j = 0; j < FunctionCount(i); j++)
            {
                FunctionDefinition old = Module(i).Functions[j];
                FunctionDefinition swept = LocalRenumbering.Sweep(old, TypeOf(i, j).Parameters.Length);
                if (!ReferenceEquals(old, swept))
                {
                    int function = j;
                    isSmaller |= TryEdit(i, copy => copy.Functions[function] = swept);
                }
            }
        }

        return isSmaller;
    }
}
