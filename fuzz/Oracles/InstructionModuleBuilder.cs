using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// Makes the modules of <see cref="SingleInstruction"/>. An instruction that only computes is met with all tuples of edge
/// operands in many surroundings, since each is another way through a compiler: operands as parameters, where nothing
/// folds; one or all as constants; from memory; both the same; the result looked at by a branch. One that reads or writes
/// memory is met with addresses and offsets around the ends of a memory and of its address type.
/// </summary>
internal sealed class InstructionModuleBuilder
{
    // Operands of instructions with three, or of those whose constants cannot share a function because they trap.
    private const int FewValues = 12;
    private const int Stride = 16;
    private const int RegionBytes = 0x1000;
    private const ulong PageBytes = MemoryType.PageSize;

    private static readonly ValType[] Simple = [ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128];

    private readonly Operator _item;
    private readonly InstructionWriter _code = new();
    private readonly ModuleDefinition _module = new();
    private readonly List<InstructionProbe> _probes = [];
    private readonly List<ImmutableArray<ValType>[]> _types = [];
    private byte _lane;
    private uint _memory;
    private ulong _offset;

    private InstructionModuleBuilder(Operator item) => _item = item;

    /// <summary>Makes the module of an instruction that <see cref="SingleInstruction.Rows"/> has.</summary>
    public static InstructionModule Build(Operator item)
    {
        var builder = new InstructionModuleBuilder(item);
        if (item.IsAccess)
        {
            builder.AddAccesses();
        }
        else
        {
            builder.AddComputations();
        }

        return new InstructionModule(builder._module, builder._module.Memories.Count, [.. builder._probes]);
    }

    /// <summary>The edge operands of a type, each as two words.</summary>
    internal static (ulong Low, ulong High)[] Edges(ValType type) => type.Code switch
    {
        0x7F => [.. EdgeValues.I32.ToArray().Distinct().Select(value => ((ulong)value, 0ul))],
        0x7E => [.. EdgeValues.I64.ToArray().Distinct().Select(value => (value, 0ul))],
        0x7D => [.. EdgeValues.F32.ToArray().Distinct().Select(value => ((ulong)value, 0ul))],
        0x7C => [.. EdgeValues.F64.ToArray().Distinct().Select(value => (value, 0ul))],
        _ => [.. Vectors().Distinct()],
    };

    // Edges of each lane type in turn, rotated by one from vector to vector so that neighbours differ.
    private static (ulong, ulong)[] Vectors()
    {
        var vectors = new List<(ulong, ulong)> { (0, 0), (ulong.MaxValue, ulong.MaxValue), (0x8000000080000000, 0x8000000080000000) };
        for (int i = 0; i < 12; i++)
        {
            ulong bytes = 0;
            ulong shorts = 0;
            for (int lane = 0; lane < 8; lane++)
            {
                bytes |= (EdgeValues.I32[((i * 8) + lane) % EdgeValues.I32.Length] & 0xFFul) << (8 * lane);
            }

            for (int lane = 0; lane < 4; lane++)
            {
                shorts |= (EdgeValues.I32[((i * 4) + lane) % EdgeValues.I32.Length] & 0xFFFFul) << (16 * lane);
            }

            vectors.Add((bytes, shorts));
        }

        for (int i = 0; i + 3 < EdgeValues.F32.Length; i += 4)
        {
            ReadOnlySpan<uint> four = EdgeValues.F32.Slice(i, 4);
            vectors.Add((four[0] | (ulong)four[1] << 32, four[2] | (ulong)four[3] << 32));
        }

        for (int i = 0; i + 1 < EdgeValues.F64.Length; i += 4)
        {
            vectors.Add((EdgeValues.F64[i], EdgeValues.F64[i + 1]));
            vectors.Add((EdgeValues.I64[i % EdgeValues.I64.Length], EdgeValues.I64[(i + 1) % EdgeValues.I64.Length]));
        }

        return [.. vectors];
    }

    private static ulong[] Join(ReadOnlySpan<(ulong Low, ulong High)> values)
    {
        ulong[] words = new ulong[values.Length * 2];
        for (int i = 0; i < values.Length; i++)
        {
            words[2 * i] = values[i].Low;
            words[(2 * i) + 1] = values[i].High;
        }

        return words;
    }

    private void AddComputations()
    {
        ValType[] operands = [.. _item.Operands.Select(operand => operand.Type)];
        (ulong, ulong)[][] values = [.. operands.Select(type => Edges(type))];
        if (operands.Length > 2)
        {
            values = [.. values.Select(list => list.Where((_, i) => i % (list.Length / FewValues) == 0).ToArray())];
        }

        AddMemory(false, values);
        int variants = _item.Row.Immediate switch { Immediate.Lane => _item.LaneCount, Immediate.Shuffle => 8, _ => 1 };
        for (int variant = 0; variant < variants; variant++)
        {
            _lane = (byte)variant;
            List<(ulong, ulong)[]> tuples = Tuples(values);
            AddParameters(operands, tuples, $"p{variant}");
            AddFromMemory(operands, values, variant);
            if (variant > 0)
            {
                continue;
            }

            for (int k = 0; k < operands.Length; k++)
            {
                AddConstantOperand(operands, values, k);
            }

            if (operands is [var left, var right] && left == right)
            {
                Add("same", [left], writer => { Get(0); Get(0); }, [.. values[0].Select(value => Join([value]))]);
            }

            AddConstants(operands, tuples);
        }
    }

    private static List<(ulong, ulong)[]> Tuples((ulong, ulong)[][] values)
    {
        var tuples = new List<(ulong, ulong)[]> { Array.Empty<(ulong, ulong)>() };
        foreach ((ulong, ulong)[] list in values)
        {
            tuples = [.. tuples.SelectMany(tuple => list.Select(value => ((ulong, ulong)[])[.. tuple, value]))];
        }

        return tuples;
    }

    // Operands as parameters; then the result looked at by a branch, a negation and a select, which compilers fuse.
    private void AddParameters(ValType[] operands, List<(ulong, ulong)[]> tuples, string name)
    {
        List<ulong[]> calls = [.. tuples.Select(tuple => Join(tuple))];
        Add(name, operands, _ => GetAll(operands.Length), calls);
        if (_item.Result!.Value.Type != ValType.I32)
        {
            return;
        }

        Add(name + "-if", operands, _ => GetAll(operands.Length), calls, writer =>
        {
            writer.Write(Op.If);
            writer.WriteBlockType(BlockType.Of(ValType.I32));
            Number(ValType.I32, (7, 0));
            writer.Write(Op.Else);
            Number(ValType.I32, (8, 0));
            writer.Write(Op.End);
        });
        Add(name + "-eqz", operands, _ => GetAll(operands.Length), calls, writer => writer.Write(Op.I32Eqz));
    }

    private void AddFromMemory(ValType[] operands, (ulong, ulong)[][] values, int variant)
    {
        var addresses = new (ulong, ulong)[operands.Length][];
        for (int k = 0; k < operands.Length; k++)
        {
            int start = k * RegionBytes;
            addresses[k] = [.. values[k].Select((_, i) => ((ulong)(start + (i * Stride)), 0ul))];
        }

        ValType[] parameters = [.. operands.Select(_ => ValType.I32)];
        Add($"m{variant}", parameters, _ =>
        {
            for (int k = 0; k < operands.Length; k++)
            {
                Get(k);
                Load(operands[k]);
            }
        }, [.. Tuples(addresses).Select(tuple => Join(tuple))]);

        // The last from memory, the others as parameters: the form that has the operand's address in the instruction.
        if (operands.Length == 2)
        {
            Add($"pm{variant}", [operands[0], ValType.I32], _ => { Get(0); Get(1); Load(operands[1]); }, [.. Tuples([values[0], addresses[1]]).Select(tuple => Join(tuple))]);
        }
    }

    // A function for each value of one operand, with the others as parameters.
    private void AddConstantOperand(ValType[] operands, (ulong, ulong)[][] values, int constant)
    {
        ValType[] parameters = [.. operands.Where((_, k) => k != constant)];
        List<ulong[]> calls = [.. Tuples([.. values.Where((_, k) => k != constant)]).Select(tuple => Join(tuple))];
        foreach ((ulong Low, ulong High) value in values[constant])
        {
            Add($"c{constant} {value.Low:x} {value.High:x}", parameters, _ =>
            {
                for (int k = 0, parameter = 0; k < operands.Length; k++)
                {
                    if (k == constant)
                    {
                        Number(operands[k], value);
                    }
                    else
                    {
                        Get(parameter++);
                    }
                }
            }, calls);
        }
    }

    // All operands constant: results go to memory, so that one function has them all; where one may trap, it has its own.
    private void AddConstants(ValType[] operands, List<(ulong, ulong)[]> tuples)
    {
        if (operands.Length == 1)
        {
            return;
        }

        bool traps = (_item.Row.Flags & InstructionFlags.MayTrap) != 0;
        int step = traps ? 13 : 1;
        const int PerFunction = 500;
        for (int start = 0; start < tuples.Count; start += traps ? step : PerFunction)
        {
            int end = traps ? start + 1 : Math.Min(tuples.Count, start + PerFunction);
            int from = start;
            Begin();
            for (int i = from; i < end; i++)
            {
                Number(ValType.I32, ((ulong)(4 * RegionBytes) + (ulong)((i - from) * Stride), 0));
                for (int k = 0; k < operands.Length; k++)
                {
                    Number(operands[k], tuples[i][k]);
                }

                WriteInstruction();
                Store(_item.Result!.Value.Type);
            }

            End($"cc {from}", [], [], [[]]);
        }
    }

    private void AddAccesses()
    {
        AddMemory(false, [Edges(ValType.I64)]);
        AddMemory(true, [Edges(ValType.I64)]);
        ulong width = (ulong)_item.Row.AccessBytes;
        ulong[] offsets = [0, 1, width, 0x7FFF, PageBytes - width, PageBytes - width + 1, PageBytes, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];
        ulong[] addresses = [0, 1, 13, width, 0x7FF8, PageBytes - width, PageBytes - width + 1, PageBytes - 1, PageBytes, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];
        foreach (bool is64 in (ReadOnlySpan<bool>)[false, true])
        {
            _memory = is64 ? 1u : 0u;
            ValType address = is64 ? ValType.I64 : ValType.I32;
            ulong[] wide = is64 ? [.. addresses, 0x100000000, 0x8000000000000000, ulong.MaxValue - width + 1, ulong.MaxValue] : addresses;
            wide = [.. wide.Distinct()];
            ulong[] far = is64 ? [.. offsets, 0x100000000, 0x8000000000000000, ulong.MaxValue] : offsets;
            far = [.. far.Distinct()];
            ValType[] others = [.. _item.Operands.Skip(1).Select(operand => operand.Type)];
            (ulong, ulong)[][] values = [.. others.Select(type => Edges(type).Where((_, i) => i % 7 == 1).ToArray())];
            foreach (ulong offset in far)
            {
                _offset = offset;
                for (_lane = 0; _lane < Math.Max(1, _item.LaneCount); _lane += (byte)Math.Max(1, _item.LaneCount - 1))
                {
                    List<ulong[]> calls = [.. Tuples([[.. wide.Select(value => (value, 0ul))], .. values]).Select(tuple => Join(tuple))];
                    Add($"p memory {_memory} offset {offset:x} lane {_lane}", [address, .. others], _ => GetAll(1 + others.Length), calls);
                    AddConstantAddresses(address, wide, others, values);
                }
            }
        }
    }

    private void AddConstantAddresses(ValType address, ulong[] addresses, ValType[] others, (ulong, ulong)[][] values)
    {
        foreach (ulong value in addresses)
        {
            Add($"c {value:x} memory {_memory} offset {_offset:x} lane {_lane}", others, _ =>
            {
                Number(address, (value, 0));
                GetAll(others.Length);
            }, [.. Tuples(values).Select(tuple => Join(tuple)).Take(3)]);
        }
    }

    // A function of the instruction: what pushes its operands, the instruction, and what follows.
    private void Add(string name, ValType[] parameters, Action<InstructionWriter> operands, List<ulong[]> calls, Action<InstructionWriter>? then = null)
    {
        Begin();
        operands(_code);
        WriteInstruction();
        then?.Invoke(_code);
        End(name, parameters, _item.Result is { } result ? [result.Type] : [], calls);
    }

    private void Begin() => _code.Truncate(0);

    private void End(string name, ValType[] parameters, ValType[] results, List<ulong[]> calls)
    {
        _code.Write(Op.End);
        _module.Exports.Add(new Export(name, ExternKind.Function, _module.Functions.Count, 0));
        _module.Functions.Add(new FunctionDefinition(TypeIndex(parameters, results), [], new Expression(_code.ToArray(), 0), 0));
        _probes.Add(new InstructionProbe(name, calls));
    }

    private int TypeIndex(ValType[] parameters, ValType[] results)
    {
        int index = _types.FindIndex(type => type[0].SequenceEqual(parameters) && type[1].SequenceEqual(results));
        if (index < 0)
        {
            index = _types.Count;
            _types.Add([[.. parameters], [.. results]]);
            _module.RecursionGroups.Add(new RecursionGroup(index, 1, false, 0));
            _module.Types.Add(new SubType(true, [], new FunctionType([.. parameters], [.. results]), 0));
        }

        return index;
    }

    // A memory that begins with values: a region for each operand.
    private void AddMemory(bool is64, (ulong Low, ulong High)[][] values)
    {
        int index = _module.Memories.Count;
        _module.Memories.Add(new MemoryDefinition(new MemoryType(new Limits(1, 1), is64), 0));
        _module.Exports.Add(new Export($"memory{index}", ExternKind.Memory, index, 0));
        for (int k = 0; k < values.Length; k++)
        {
            var bytes = new InstructionWriter();
            foreach ((ulong low, ulong high) in values[k])
            {
                bytes.WriteV128(low, high);
            }

            Begin();
            Number(is64 ? ValType.I64 : ValType.I32, ((ulong)(k * RegionBytes), 0));
            _code.Write(Op.End);
            _module.Data.Add(new DataSegment(
                SegmentMode.Active, index, new Expression(_code.ToArray(), 0), bytes.ToArray(), index == 0 ? (byte)0 : (byte)2, 0));
        }
    }

    private void WriteInstruction()
    {
        var instruction = new Instruction { Op = _item.Op, Lane = _lane, Align = (byte)_item.Row.AlignmentLog2, Index = _memory, Bits = _offset };
        if (_item.Row.Immediate == Immediate.Shuffle)
        {
            // Rotations of the two vectors, and their bytes in turn.
            instruction.Bits = 0;
            instruction.BitsHigh = 0;
            for (int i = 0; i < 16; i++)
            {
                ulong lane = (ulong)(_lane < 4 ? (i + (_lane * 5)) & 31 : ((i >> 1) + ((i & 1) << 4) + _lane) & 31);
                instruction.Bits |= i < 8 ? lane << (8 * i) : 0;
                instruction.BitsHigh |= i >= 8 ? lane << (8 * (i - 8)) : 0;
            }
        }

        _code.Write(instruction, [], [], []);
    }

    private void Get(int local) => _code.Write(Op.LocalGet, (uint)local);

    private void GetAll(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Get(i);
        }
    }

    private void Number(ValType type, (ulong Low, ulong High) value) => ValueWriter.Number(_code, type, value.Low, value.High);

    private void Load(ValType type) => Access(type, [Op.I32Load, Op.I64Load, Op.F32Load, Op.F64Load, Op.V128Load]);

    private void Store(ValType type) => Access(type, [Op.I32Store, Op.I64Store, Op.F32Store, Op.F64Store, Op.V128Store]);

    private void Access(ValType type, ReadOnlySpan<Op> ops)
    {
        _code.Write(ops[Array.IndexOf(Simple, type)]);
        _code.WriteMemArg(0, 0, 0);
    }
}
