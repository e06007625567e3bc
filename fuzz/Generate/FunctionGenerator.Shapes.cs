using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

// More shapes of code that an optimizer looks for: parts of values, in memory and in registers, and traps next to each other.
internal sealed partial class FunctionGenerator
{
    // Where integers are cut, as numbers of bits.
    private static readonly int[] Widths = [1, 7, 8, 15, 16, 24, 31, 32, 33, 48, 56, 63];

    // A store, narrower stores into what it wrote, and loads of the whole and of parts.
    private bool TryPartialOverwrite()
    {
        if (_operators.Stores.Length == 0 || !TryPointer(out int memory, out int pointer))
        {
            return false;
        }

        Operator whole = _operators.Stores[_source.Below(_operators.Stores.Length)];
        int width = whole.Row.AccessBytes;
        ulong offset = (ulong)_source.Below(16);
        ValType type = whole.Operands[1].Type;
        Operator? load = LoadOf(type, width);
        if (load is not null && _source.Chance(100))
        {
            ReadInto(load, memory, pointer, offset, type);
        }

        StoreAt(whole, memory, pointer, offset);
        for (int i = _source.Between(1, 2); i > 0; i--)
        {
            Operator part = _operators.Stores[_source.Below(_operators.Stores.Length)];
            StoreAt(part, memory, pointer, offset + (ulong)_source.Below(width));
        }

        if (load is not null)
        {
            ReadInto(load, memory, pointer, offset, type);
        }

        if (TryPickLoad(out Operator other))
        {
            ReadInto(other, memory, pointer, offset + (ulong)_source.Below(width), other.Result!.Value.Type);
        }

        return true;
    }

    private void StoreAt(Operator store, int memory, int pointer, ulong offset)
    {
        _code.Write(Op.LocalGet, (uint)pointer);
        Expression(store.Operands[1].Type);
        WriteAccess(store, memory, offset);
    }

    // A load of a type from so many bytes; null if the case has none.
    private Operator? LoadOf(ValType type, int width)
    {
        Operator[] candidates = _operators.Loads(type);
        int start = _source.Below(candidates.Length);
        for (int i = 0; i < candidates.Length; i++)
        {
            Operator candidate = candidates[(start + i) % candidates.Length];
            if (candidate.Row.AccessBytes == width && candidate.Row.Immediate == Immediate.MemArg)
            {
                return candidate;
            }
        }

        return null;
    }

    // Bits go and come back, once or in each round of a loop.
    private bool NarrowChain()
    {
        bool isLoop = !_isStraight && _loops < MaximumLoops && _source.Chance(128);
        bool is64 = _source.Chance(128);
        ValType type = is64 ? ValType.I64 : ValType.I32;
        int sum = AddLocal(type, Role.Free);
        Expression(type);
        Set(sum);
        int counter = -1;
        if (isLoop)
        {
            _loops++;
            counter = Counter(ValType.I32, (ulong)Rounds());
            BeginBlock(Op.Loop, [], [], isTarget: false);
        }

        // Times an odd number: otherwise nothing is left of the bits after some rounds.
        _code.Write(Op.LocalGet, (uint)sum);
        Number(is64, (uint)((_source.Byte() << 1) | 1) * 0x01000193u);
        _code.Write(is64 ? Op.I64Mul : Op.I32Mul);
        Expression(type);
        bool adds = _source.Chance(128);
        _code.Write(is64 ? (adds ? Op.I64Add : Op.I64Xor) : adds ? Op.I32Add : Op.I32Xor);
        bool isWide = is64;
        for (int i = _source.Between(1, 4); i > 0; i--)
        {
            isWide = Narrow(isWide);
        }

        if (isWide != is64)
        {
            ChangeWidth(isWide);
        }

        Set(sum);
        if (isLoop)
        {
            if (_source.Chance(80))
            {
                Statement();
            }

            CloseLoop(counter);
            _loops--;
        }

        return true;
    }

    // A step on an integer of 64 or 32 bits; says of how many the result is.
    private bool Narrow(bool is64)
    {
        int bits = is64 ? 64 : 32;
        _budget--;
        switch (_source.Below(6))
        {
            case 0 or 1 or 2:
                Number(is64, (ulong)(_source.Chance(70) ? _source.Below(bits) : _source.Chance(128) ? 8 * _source.Between(1, (bits / 8) - 1) : _source.Between(1, 6)));
                WriteShift(is64);
                if (_source.Chance(140))
                {
                    SignExtend(is64);
                }

                return is64;
            case 3:
                int kept = Widths[_source.Below(Widths.Length)] & (bits - 1);
                Number(is64, (1UL << kept) - 1);
                _code.Write(is64 ? Op.I64And : Op.I32And);
                return is64;
            case 4:
                SignExtend(is64);
                return is64;
            default:
                ChangeWidth(is64);
                return !is64;
        }
    }

    private void Number(bool is64, ulong value) => ValueWriter.Number(_code, is64 ? ValType.I64 : ValType.I32, value);

    private void WriteShift(bool is64) => _code.Write(_source.Below(3) switch
    {
        0 => is64 ? Op.I64Shl : Op.I32Shl,
        1 => is64 ? Op.I64ShrS : Op.I32ShrS,
        _ => is64 ? Op.I64ShrU : Op.I32ShrU,
    });

    // By one instruction, or as was done before there was one.
    private void SignExtend(bool is64)
    {
        int kind = _source.Below(is64 ? 3 : 2);
        if (_swarm.Has(Feature.SignExtension) && _source.Chance(200))
        {
            _code.Write(kind switch
            {
                0 => is64 ? Op.I64Extend8S : Op.I32Extend8S,
                1 => is64 ? Op.I64Extend16S : Op.I32Extend16S,
                _ => Op.I64Extend32S,
            });
            return;
        }

        ulong count = (ulong)((is64 ? 64 : 32) - (8 << kind));
        Number(is64, count);
        _code.Write(is64 ? Op.I64Shl : Op.I32Shl);
        Number(is64, count);
        _code.Write(is64 ? Op.I64ShrS : Op.I32ShrS);
    }

    private void ChangeWidth(bool is64) =>
        _code.Write(is64 ? Op.I32WrapI64 : _source.Chance(128) ? Op.I64ExtendI32S : Op.I64ExtendI32U);

    // Several operations that may trap next to each other: of those that do the first has to be the one that is reported.
    private bool TryTraps()
    {
        if (_isSafe)
        {
            return false;
        }

        // Behind it there may be nothing left to see.
        bool isGuarded = _source.Chance(128);
        if (isGuarded)
        {
            Condition();
            BeginBlock(Op.If, [], []);
        }

        ValType type = _source.Chance(128) ? ValType.I32 : ValType.I64;
        Risk(type);
        for (int i = _source.Between(1, 3); i > 0; i--)
        {
            Risk(type);
            ReadOnlySpan<Op> mixers = type == ValType.I32
                ? [Op.I32Add, Op.I32Sub, Op.I32Mul, Op.I32And, Op.I32Or, Op.I32Xor]
                : [Op.I64Add, Op.I64Sub, Op.I64Mul, Op.I64And, Op.I64Or, Op.I64Xor];
            _code.Write(mixers[_source.Below(mixers.Length)]);
        }

        Consume(type);
        if (isGuarded)
        {
            EndBlock();
        }

        return true;
    }

    // A number from an operation that traps about every second time.
    private void Risk(ValType type)
    {
        Operator[] candidates = _operators.Trapping(type);
        if (candidates.Length == 0 || _source.Chance(100))
        {
            if (!TryRiskyLoad(type))
            {
                Expression(type);
            }

            return;
        }

        Operator item = candidates[_source.Below(candidates.Length)];
        for (int i = 0; i < item.Operands.Length; i++)
        {
            ValType operand = item.Operands[i].Type;
            Simple(operand);
            if (i > 0)
            {
                // A divisor that is often zero.
                Address(operand, 1UL << _source.Below(operand == ValType.I32 ? 31 : 63));
                _code.Write(operand == ValType.I32 ? Op.I32And : Op.I64And);
            }
        }

        WriteOperator(item);
    }

    // Mostly nothing that traps itself, or that ends a block.
    private void Simple(ValType type)
    {
        if (_source.Chance(40))
        {
            Expression(type);
        }
        else if (_source.Chance(60) || !TryGet(type))
        {
            Constant(type);
        }
    }

    private bool TryRiskyLoad(ValType type)
    {
        Operator[] candidates = _operators.Loads(type);
        int memory = _source.Below(_module.Memories.Count);
        if (candidates.Length == 0 || memory >= _module.Memories.Count)
        {
            return false;
        }

        Operator load = (_source.Chance(190) ? LoadOf(type, type == ValType.I32 ? 4 : 8) : null) ?? candidates[_source.Below(candidates.Length)];
        if (load.Row.Immediate != Immediate.MemArg)
        {
            return false;
        }

        ValType address = _module.Memories[memory].Type.AddressType;
        ulong size = _module.Memories[memory].Type.Limits.Minimum * PageBytes;
        Simple(address);
        bool isMasked = _source.Chance(128);
        if (isMasked)
        {
            Address(address, (ulong)_window);
            _code.Write(address == ValType.I32 ? Op.I32And : Op.I64And);
        }

        WriteAccess(load, memory, isMasked && _source.Chance(190) ? size : (ulong)_source.Below(64));
        return true;
    }
}
