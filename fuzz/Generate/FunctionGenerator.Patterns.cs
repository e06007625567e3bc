using Wasm.Core.Instructions;
using Wasm.Core.Types;

namespace Wasm.Fuzz.Generate;

// Shapes of code that an optimizer looks for, so that it finds them often and nearly right ones too.
internal sealed partial class FunctionGenerator
{
    // By pattern, the habit that it belongs to.
    private static readonly Style[] PatternStyles =
    [
        Style.RedundantLoads, Style.OverlappingAccesses, Style.LongLives, Style.Loops, Style.EdgeConstants, Style.LivingReferences, Style.Loops, Style.Loops,
        Style.OverlappingAccesses, Style.NarrowIntegers, Style.Failures, Style.Failures,
    ];

    private bool TryPattern()
    {
        if (_budget < 10)
        {
            return false;
        }

        if (_favorite >= 0 && _source.Chance(190))
        {
            return TryPattern(_favorite);
        }

        // One of those that the case is inclined to, most often.
        for (int i = 0; i < Tries; i++)
        {
            int pattern = _source.Below(PatternStyles.Length);
            if (_swarm.Has(PatternStyles[pattern]))
            {
                return TryPattern(pattern);
            }
        }

        return false;
    }

    private bool TryPattern(int pattern) => pattern switch
    {
        0 => TryRedundantLoads(),
        1 => TryOverlappingAccesses(),
        2 => LongLives(),
        3 => TryMemoryLoop(),
        4 => ConstantChain(),
        5 => TryLivingReferences(),
        6 => TryInvariantLoop(),
        7 => TryArrayLoop(),
        8 => TryPartialOverwrite(),
        9 => NarrowChain(),
        _ => TryTraps(),
    };

    // A memory whose first page is there, and a pointer into it. False if there is none.
    private bool TryPointer(out int memory, out int pointer)
    {
        memory = PickMemory();
        pointer = -1;
        if (memory < 0 || _module.Memories[memory].Type.Limits.Minimum == 0)
        {
            return false;
        }

        pointer = MovePointer(_module.Memories[memory].Type.AddressType);
        return pointer >= 0;
    }

    private bool TryPickLoad(out Operator item)
    {
        Operator[] candidates = _operators.Loads(_picker.Simple());
        item = candidates.Length == 0 ? null! : candidates[_source.Below(candidates.Length)];
        return candidates.Length > 0 && item.Row.Immediate == Immediate.MemArg;
    }

    // The same address is read twice; in between something may write there, or move the pointer.
    private bool TryRedundantLoads()
    {
        if (!TryPickLoad(out Operator load) || !TryPointer(out int memory, out int pointer))
        {
            return false;
        }

        ulong offset = (ulong)_source.Below(16);
        ValType type = load.Result!.Value.Type;
        ReadInto(load, memory, pointer, offset, type);
        for (int i = _source.Below(3); i > 0; i--)
        {
            switch (_source.Below(4))
            {
                case 0:
                    StoreNear(memory, pointer, offset);
                    break;
                case 1:
                    TryStore();
                    break;
                default:
                    Statement();
                    break;
            }
        }

        ReadInto(load, memory, pointer, offset, type);
        return true;
    }

    private void ReadInto(Operator load, int memory, int pointer, ulong offset, ValType type)
    {
        _code.Write(Op.LocalGet, (uint)pointer);
        WriteAccess(load, memory, offset);
        Consume(type);
    }

    private void StoreNear(int memory, int pointer, ulong offset)
    {
        if (_operators.Stores.Length == 0)
        {
            return;
        }

        Operator store = _operators.Stores[_source.Below(_operators.Stores.Length)];
        _code.Write(Op.LocalGet, (uint)pointer);
        Expression(store.Operands[1].Type);
        WriteAccess(store, memory, Near(offset));
    }

    // An offset at most a few bytes away.
    private ulong Near(ulong offset) => (ulong)Math.Max(0, (long)offset + _source.Between(-4, 4));

    // Stores, then loads of other widths that overlap them.
    private bool TryOverlappingAccesses()
    {
        if (!TryPointer(out int memory, out int pointer))
        {
            return false;
        }

        ulong offset = (ulong)_source.Below(16);
        for (int i = _source.Between(1, 3); i > 0; i--)
        {
            StoreNear(memory, pointer, offset);
        }

        for (int i = _source.Between(1, 3); i > 0; i--)
        {
            if (TryPickLoad(out Operator load))
            {
                ReadInto(load, memory, pointer, Near(offset), load.Result!.Value.Type);
            }
        }

        return true;
    }

    // Values on the operand stack while something is called or written.
    private bool LongLives()
    {
        int count = _source.Between(2, 8);
        var types = new ValType[count];
        for (int i = 0; i < count; i++)
        {
            types[i] = _picker.Any();
            Expression(types[i]);
        }

        if (!TryCallStatement())
        {
            Statement();
        }

        ConsumeAll(types);
        return true;
    }

    // Reads or writes memory at a moving address and adds up.
    private bool TryMemoryLoop()
    {
        if (_isStraight || _loops >= MaximumLoops || !TryPickLoad(out Operator load) || !TryPointer(out int memory, out int pointer))
        {
            return false;
        }

        ValType address = _locals[pointer].Type;
        ValType type = load.Result!.Value.Type;
        int sum = AddLocal(type, Role.Free);
        _loops++;
        int counter = Counter(ValType.I32, (ulong)Rounds());
        BeginBlock(Op.Loop, [], [], isTarget: false);
        Operator[] mixers = PickOperators(type);
        _code.Write(Op.LocalGet, (uint)pointer);
        WriteAccess(load, memory, (ulong)_source.Below(16));
        Set(sum);
        Operator mixer = mixers.Length == 0 ? null! : mixers[_source.Below(mixers.Length)];
        if (mixer is { Operands.Length: 2 } && mixer.Operands[0].Type == type && mixer.Operands[1].Type == type && (mixer.Row.Flags & InstructionFlags.MayTrap) == 0)
        {
            _code.Write(Op.LocalGet, (uint)sum);
            Expression(type);
            WriteOperator(mixer);
            Set(sum);
        }

        if (_source.Chance(128))
        {
            StoreNear(memory, pointer, (ulong)_source.Below(16));
        }

        // The pointer stays in the window.
        _code.Write(Op.LocalGet, (uint)pointer);
        Address(address, (ulong)_source.Between(1, 16));
        _code.Write(address == ValType.I32 ? Op.I32Add : Op.I64Add);
        Address(address, (ulong)_window);
        _code.Write(address == ValType.I32 ? Op.I32And : Op.I64And);
        Set(pointer);
        CloseLoop(counter);
        _loops--;
        return true;
    }

    private void CloseLoop(int counter)
    {
        Step(counter, ValType.I32, -1);
        _code.Write(Op.LocalGet, (uint)counter);
        _code.Write(Op.BrIf, 0);
        EndBlock();
    }

    // The same computation in every round, from locals that the loop does not write.
    private bool TryInvariantLoop()
    {
        if (_isStraight || _loops >= MaximumLoops)
        {
            return false;
        }

        ValType type = _picker.Simple();
        int a = AddLocal(type, Role.Counter);
        int b = AddLocal(type, Role.Counter);
        Expression(type);
        Set(a);
        Expression(type);
        Set(b);
        int result = AddLocal(type, Role.Free);
        _loops++;
        int counter = Counter(ValType.I32, (ulong)Rounds());
        BeginBlock(Op.Loop, [], [], isTarget: false);
        bool isFirst = _source.Chance(128);
        if (!isFirst)
        {
            Statement();
        }

        Invariant(type, a, b);
        Set(result);
        if (isFirst)
        {
            Statement();
        }

        if (_source.Chance(100))
        {
            Invariant(type, a, b);
            Consume(type);
        }

        CloseLoop(counter);
        _loops--;
        return true;
    }

    // An operator applied to two locals, whatever it is: a trap in it must not happen earlier than it should.
    private void Invariant(ValType type, int a, int b)
    {
        Operator[] candidates = PickOperators(type);
        for (int i = 0; i < Tries && candidates.Length > 0; i++)
        {
            Operator item = candidates[_source.Below(candidates.Length)];
            if (item.Operands.Length == 2 && item.Operands[0].Type == type && item.Operands[1].Type == type)
            {
                _code.Write(Op.LocalGet, (uint)a);
                if ((item.Row.Flags & InstructionFlags.MayTrap) != 0 && !Fails())
                {
                    NonZero(type);
                }
                else
                {
                    _code.Write(Op.LocalGet, (uint)b);
                }

                WriteOperator(item);
                return;
            }
        }

        _code.Write(Op.LocalGet, (uint)a);
    }

    // x op c1 op c2 …: what folding and reassociation work on.
    private bool ConstantChain()
    {
        ValType type = _picker.Simple();
        Operator[] candidates = PickOperators(type);
        int target = FindTarget(type);
        if (target < 0 || candidates.Length == 0)
        {
            return false;
        }

        Expression(type);
        for (int i = _source.Between(2, 6); i > 0; i--)
        {
            Operator item = candidates[_source.Below(candidates.Length)];
            if (item.Operands[0].Type != type)
            {
                continue;
            }

            bool guards = (item.Row.Flags & InstructionFlags.MayTrap) != 0;
            if (guards && item.Operands.Length == 1)
            {
                continue;
            }

            for (int j = 1; j < item.Operands.Length; j++)
            {
                if (guards)
                {
                    NonZero(item.Operands[j].Type);
                }
                else
                {
                    Constant(item.Operands[j].Type);
                }
            }

            WriteOperator(item);
        }

        Set(target);
        return true;
    }

    // Objects that live over allocations, calls and rounds of a loop, and are read afterwards.
    private bool TryLivingReferences()
    {
        if (!_swarm.Has(Feature.Gc) || _isSafe || _types.Structs.Count + _types.Arrays.Count == 0)
        {
            return false;
        }

        int count = _source.Between(1, 8);
        int[] kept = new int[count];
        for (int i = 0; i < count; i++)
        {
            ValType type = _picker.Reference();
            Expression(type);
            kept[i] = AddLocal(type, Role.Free);
            Set(kept[i]);
        }

        bool isLoop = !_isStraight && _loops < MaximumLoops && _source.Chance(128);
        int counter = -1;
        if (isLoop)
        {
            _loops++;
            counter = Counter(ValType.I32, (ulong)Rounds());
            BeginBlock(Op.Loop, [], [], isTarget: false);
        }

        ValType made = _picker.Reference();
        Expression(made);
        Consume(made);
        if (!TryCallStatement())
        {
            TryWrite();
        }

        if (isLoop)
        {
            CloseLoop(counter);
            _loops--;
        }

        foreach (int local in kept)
        {
            if (_locals[local].IsReadable)
            {
                _code.Write(Op.LocalGet, (uint)local);
                Consume(_locals[local].Type);
            }
        }

        return true;
    }

    // for (i = 0; i < array.len(a); i++) … a[i] …, with an array that may change inside.
    private bool TryArrayLoop()
    {
        if (_isStraight || _loops >= MaximumLoops || !_swarm.Has(Feature.Gc) || _types.Arrays.Count == 0)
        {
            return false;
        }

        int index = _types.Arrays[_source.Below(_types.Arrays.Count)];
        FieldType element = _types.Element(index);
        int array = AddLocal(ValType.Ref(HeapType.Concrete(index), nullable: true), Role.Free);
        Object(HeapType.Concrete(index));
        Set(array);
        _loops++;
        int i = Counter(ValType.I32, 0);
        BeginBlock(Op.Block, [], []);
        BeginBlock(Op.Loop, [], [], isTarget: false);
        _code.Write(Op.LocalGet, (uint)i);
        _code.Write(Op.LocalGet, (uint)array);
        _code.Write(Op.ArrayLen);
        _code.Write(_source.Chance(128) ? Op.I32GeU : Op.I32GeS);

        // An array longer than usual does not keep the case busy.
        _code.Write(Op.LocalGet, (uint)i);
        I32(16);
        _code.Write(Op.I32GeU);
        _code.Write(Op.I32Or);
        _code.Write(Op.BrIf, 1);
        _code.Write(Op.LocalGet, (uint)array);
        _code.Write(Op.LocalGet, (uint)i);
        _code.Write(GetOf(element, Op.ArrayGet, Op.ArrayGetS, Op.ArrayGetU), (uint)index);
        Consume(element.Storage.Unpacked);
        if (element.Mutable && _source.Chance(128))
        {
            _code.Write(Op.LocalGet, (uint)array);
            _code.Write(Op.LocalGet, (uint)i);
            Expression(element.Storage.Unpacked);
            _code.Write(Op.ArraySet, (uint)index);
        }

        if (_source.Chance(100))
        {
            Statement();
        }

        Step(i, ValType.I32, 1);
        _code.Write(Op.Br, 0);
        EndBlock();
        EndBlock();
        _loops--;
        return true;
    }
}
