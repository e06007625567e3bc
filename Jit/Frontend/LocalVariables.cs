using System.Runtime.CompilerServices;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Frontend;

/// <summary>
/// Puts locals into SSA form while the code is read (after Braun et al., "Simple and Efficient Construction of Static Single
/// Assignment Form", 2013, made for structured control). A block gets a parameter for a local only if somebody reads the local
/// there, or behind it, and the block's edges may carry different values.
/// </summary>
/// <remarks>
/// <para>
/// Nothing is copied at a branch: an edge remembers the time, and the chain of a local's versions is searched for the one of that
/// time when a parameter's values are asked for. At the end of a block with edges, each local that was assigned in it gets a
/// version of kind <see cref="VersionKind.Join"/>, which becomes a parameter, or an alias, when it is read.
/// </para>
/// <para>
/// Loops are different in that edges come later. Before a local is read or written in a loop for the first time, it gets a version
/// of kind <see cref="VersionKind.Loop"/> if the loop assigns it (<see cref="LoopAssignments"/>). A local that an inner loop
/// assigns is assigned by the outer ones as well, so the loops that need a version are the outermost ones.
/// </para>
/// </remarks>
internal sealed class LocalVariables
{
    private readonly PooledList<LocalVersion> _versions = new(256);
    private readonly PooledList<LocalJoin> _joins = new(32);
    private readonly PooledList<LocalEdge> _edges = new(64);
    private readonly PooledList<LocalLoop> _loops = new(8);
    private readonly PooledList<int> _openLoops = new(8);
    private readonly PooledList<LocalParameter> _parameters = new(32);
    private readonly PooledList<LocalAssignment> _assignments = new(64);
    private readonly PooledList<Value> _values = new(64);
    private readonly Value[] _zeros = new Value[(int)IrType.Ref + 1];
    private int[] _times = new int[64];
    private int _timeCount;
    private int[] _heads = [];
    private int[] _stamps = [];
    private IrType[] _types = [];
    private Value[] _list = [];
    private int _count;
    private IrFunction _function = new();
    private int _time;
    private int _innermost;
    private long _work;
    private long _maximumWork;

    // Assignments from here on are the innermost block's; -1: no block is open, and nobody needs to know.
    private int _blockStart;

    /// <summary>Where loops assign locals.</summary>
    public LoopAssignments Assignments { get; } = new();

    /// <summary>Number of locals, parameters included.</summary>
    public int Count => _count;

    /// <summary>
    /// Whether the form is too large: many locals that are assigned in many nested blocks, or carried by many edges, can make it
    /// grow with their product. Nothing that follows is right then.
    /// </summary>
    public bool IsTooLarge => _work > _maximumWork;

    /// <summary>Begins a function. Its locals follow by <see cref="Add"/>.</summary>
    /// <param name="function">The function.</param>
    /// <param name="maximumWork">Bound for <see cref="IsTooLarge"/>: number of versions made and values carried, and of looks at assignments.</param>
    public void Begin(IrFunction function, long maximumWork)
    {
        _function = function;
        _work = 0;
        _maximumWork = maximumWork;
        _openLoops.Clear();
        _versions.Clear();
        _versions.Add(default);
        _joins.Clear();
        _edges.Clear();
        _loops.Clear();
        _loops.Add(default);
        _parameters.Clear();
        _assignments.Clear();
        _values.Clear();
        _timeCount = 0;
        _zeros.AsSpan().Clear();
        _count = 0;
        _time = 0;
        _innermost = 0;
        _blockStart = -1;
    }

    /// <summary>Adds locals of a type.</summary>
    public void Add(IrType type, int count)
    {
        int end = _count + count;
        if (end > _heads.Length)
        {
            int size = Math.Max(end, Math.Max(64, _heads.Length * 2));
            Array.Resize(ref _heads, size);
            Array.Resize(ref _stamps, size);
            Array.Resize(ref _types, size);
        }

        _heads.AsSpan(_count, count).Clear();
        _stamps.AsSpan(_count, count).Clear();
        _types.AsSpan(_count, count).Fill(type);
        _count = end;
    }

    /// <summary>Type of a local.</summary>
    public IrType TypeOf(int local) => _types[local];

    /// <summary>The value that locals of a type begin with.</summary>
    public ref Value ZeroOf(IrType type) => ref _zeros[(int)type];

    /// <summary>Gives a parameter of the function its value.</summary>
    public void SetParameter(int local, Value value) => _heads[local] = NewInitial(local, value);

    /// <summary>Reads a local.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Read(int local)
    {
        ref LocalVersion version = ref _versions[_heads[local]];
        return version.Kind <= VersionKind.Fixed && version.Loop >= _innermost && version.Payload != 0
            ? new Value(version.Payload)
            : ReadSlow(local);
    }

    /// <summary>Assigns a local.</summary>
    public void Write(int local, Value value)
    {
        int head = Head(local);
        if (_versions[head].Loop < _innermost)
        {
            head = EnterLoops(local, head, assigns: true);
        }

        Note(local, head);
        ref LocalVersion version = ref _versions[head];
        if (version.Kind == VersionKind.Written && version.Time == _time)
        {
            version.Payload = value.Index;
            return;
        }

        _heads[local] = AddVersion(VersionKind.Written, _time, head, local, _innermost, value.Index);
    }

    /// <summary>A new join at a block.</summary>
    public int AddJoin(Block block)
    {
        _joins.Add(new LocalJoin { Block = block, LastEdge = -1, FirstParameter = -1, LastParameter = -1 });
        return _joins.Count - 1;
    }

    /// <summary>A join. Valid until one is added.</summary>
    public ref LocalJoin JoinAt(int join) => ref _joins[join];

    /// <summary>The newest edge of a join, as the function numbers them.</summary>
    public int LastEdgeOf(int join) => _edges[_joins[join].LastEdge].Number;

    /// <summary>Lets an edge, whose other values are in place, carry the locals as they are now.</summary>
    public void AddEdge(int join, int edge)
    {
        ref LocalJoin target = ref _joins[join];
        _edges.Add(new LocalEdge(edge, _time++, target.LastEdge));
        target.LastEdge = _edges.Count - 1;
        target.EdgeCount++;
    }

    /// <summary>Begins a loop, whose first edge is there.</summary>
    /// <param name="join">Its header.</param>
    /// <param name="start">Position of its code.</param>
    /// <param name="end">End of its code.</param>
    public void OpenLoop(int join, int start, int end)
    {
        _loops.Add(new LocalLoop { Join = join, Time = ++_time, Start = start, End = end, Outer = _innermost });
        _innermost = _loops.Count - 1;
        _openLoops.Add(_innermost);
    }

    /// <summary>Ends the innermost loop: all its edges are there.</summary>
    public void CloseLoop()
    {
        ref LocalLoop loop = ref _loops[_innermost];
        for (int i = loop.Versions; i != 0; i = _versions[i].Next)
        {
            ref LocalVersion version = ref _versions[i];
            version.Inner = _heads[version.Local];
        }

        _innermost = loop.Outer;
        _ = _openLoops.Pop();
    }

    /// <summary>Begins a block at whose end locals may have to be joined, or to be as they are now.</summary>
    /// <param name="outerStart">For <see cref="CloseBlock"/>.</param>
    /// <returns>For the other methods: when it began.</returns>
    public int OpenBlock(out int outerStart)
    {
        outerStart = _blockStart;
        _blockStart = _assignments.Count;
        return ++_time;
    }

    /// <summary>Makes locals what they were when the innermost block began.</summary>
    public void Restore(int blockTime)
    {
        for (int i = _blockStart; i < _assignments.Count; i++)
        {
            ref LocalAssignment assignment = ref _assignments[i];
            assignment.Base = VersionAt(assignment.Base, blockTime - 1);
            EndVersion(VersionKind.Alias, Canonical(assignment.Base), assignment.Local);
        }
    }

    /// <summary>Makes the locals that were assigned in the innermost block what arrives at a join.</summary>
    public void Arrive(int join)
    {
        CollectTimes(ref _joins[join]);
        for (int i = _blockStart; i < _assignments.Count; i++)
        {
            EndVersion(VersionKind.Join, join, _assignments[i].Local);
        }
    }

    /// <summary>Ends the innermost block: what was assigned in it was assigned in the one around it.</summary>
    public void CloseBlock(int outerStart)
    {
        _work += _assignments.Count - _blockStart;
        int kept = _blockStart;
        for (int i = _blockStart; i < _assignments.Count; i++)
        {
            LocalAssignment assignment = _assignments[i];
            if (assignment.Stamp > outerStart)
            {
                _stamps[assignment.Local] = assignment.Stamp;
            }
            else
            {
                _assignments[kept++] = assignment;
                _stamps[assignment.Local] = kept;
            }
        }

        _assignments.Resize(kept);
        _blockStart = outerStart;
    }

    /// <summary>Ends the function: gives edges the values of the parameters that have been made.</summary>
    public void Finish()
    {
        // Finding values may make further parameters.
        for (int i = 0; i < _parameters.Count; i++)
        {
            _parameters[i].Values = _values.Count;
            LocalParameter parameter = _parameters[i];
            int at = _versions[parameter.Version].Inner;
            _work += _joins[parameter.Join].EdgeCount;
            if (IsTooLarge)
            {
                return;
            }

            for (int edge = _joins[parameter.Join].LastEdge; edge >= 0; edge = _edges[edge].Previous)
            {
                at = VersionAt(at, _edges[edge].Time);
                _values.Add(Resolve(at));
            }
        }

        for (int i = 0; i < _joins.Count; i++)
        {
            if (_joins[i].ParameterCount > 0)
            {
                FillEdges(in _joins[i]);
            }
        }
    }

    private void FillEdges(in LocalJoin join)
    {
        int position = 0;
        for (int edge = join.LastEdge; edge >= 0; edge = _edges[edge].Previous)
        {
            ref Edge carried = ref _function.EdgeAt(_edges[edge].Number);
            int count = carried.Count + join.ParameterCount;
            if (_list.Length < count)
            {
                _list = new Value[Math.Max(count, 64)];
            }

            _function.List(carried.Start, carried.Count).CopyTo(_list);
            int next = carried.Count;
            for (int parameter = join.FirstParameter; parameter >= 0; parameter = _parameters[parameter].Next)
            {
                _list[next++] = _values[_parameters[parameter].Values + position];
            }

            carried.Start = _function.AddList(_list.AsSpan(0, count));
            carried.Count = count;
            position++;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Value ReadSlow(int local)
    {
        int head = Head(local);
        if (_versions[head].Loop < _innermost)
        {
            int known = head;
            head = EnterLoops(local, head, assigns: false);
            if (head != known)
            {
                // The header's parameter is not what arrives where the blocks around end, although all assignments in the loop
                // may turn out to be in code that nothing reaches.
                Note(local, head);
            }
        }

        return Resolve(head);
    }

    /// <summary>Notes that a local gets a new version in the innermost block.</summary>
    private void Note(int local, int version)
    {
        if (_stamps[local] <= _blockStart)
        {
            _assignments.Add(new LocalAssignment(local, version, _stamps[local]));
            _stamps[local] = _assignments.Count;
        }
    }

    private int Head(int local)
    {
        ref int head = ref _heads[local];
        if (head == 0)
        {
            head = NewInitial(local, _zeros[(int)_types[local]]);
        }

        return head;
    }

    private int NewInitial(int local, Value value)
    {
        int number = _versions.Count;
        _versions.Add(new LocalVersion { Kind = VersionKind.Fixed, Time = -1, Jump = number, Payload = value.Index, Local = local });
        return number;
    }

    // Jumps are those of a skew-binary list (Myers, "An Applicative Random-Access Stack", 1983): of two neighbouring jumps of the
    // same length one is made that goes as far as both.
    private int AddVersion(VersionKind kind, int time, int earlier, int local, int loop, int payload)
    {
        _work++;
        int number = _versions.Count;
        ref LocalVersion before = ref _versions[earlier];
        ref LocalVersion far = ref _versions[before.Jump];
        int jump = before.Depth - far.Depth == far.Depth - _versions[far.Jump].Depth ? far.Jump : earlier;
        int depth = before.Depth + 1;
        _versions.Add(new LocalVersion
        {
            Kind = kind,
            Time = time,
            Earlier = earlier,
            Jump = jump,
            Depth = depth,
            Loop = loop,
            Payload = payload,
            Local = local,
        });
        return number;
    }

    /// <summary>Gives a local versions for the open loops that began after its newest one.</summary>
    /// <param name="local">The local.</param>
    /// <param name="head">Its newest version.</param>
    /// <param name="assigns">Whether it is about to be assigned, so that all of them need one.</param>
    /// <returns>Its newest version.</returns>
    private int EnterLoops(int local, int head, bool assigns)
    {
        // Numbers of open loops ascend from the outermost one.
        ReadOnlySpan<int> open = _openLoops.Span;
        int first = open.BinarySearch(_versions[head].Loop + 1);
        foreach (int number in open[(first < 0 ? ~first : first)..])
        {
            ref LocalLoop loop = ref _loops[number];
            if (!assigns && !Assignments.Assigns(local, loop.Start, loop.End))
            {
                // Nor do the loops inside it.
                _versions[head].Loop = _innermost;
                break;
            }

            head = AddVersion(VersionKind.Loop, loop.Time, head, local, number, loop.Join);
            _versions[head].Next = loop.Versions;
            loop.Versions = head;
        }

        _heads[local] = head;
        return head;
    }

    private void EndVersion(VersionKind kind, int payload, int local)
    {
        int inner = _heads[local];
        int number = AddVersion(kind, _time, inner, local, _innermost, payload);
        _versions[number].Inner = inner;
        _heads[local] = number;
    }

    /// <summary>The version that was the newest at a time, from a later one.</summary>
    private int VersionAt(int version, int time)
    {
        while (_versions[version].Time > time)
        {
            ref LocalVersion later = ref _versions[version];
            version = _versions[later.Jump].Time > time ? later.Jump : later.Earlier;
        }

        return version;
    }

    /// <summary>The version that one is an alias of, or itself.</summary>
    private int Canonical(int version)
    {
        while (_versions[version].Kind == VersionKind.Alias)
        {
            ref LocalVersion alias = ref _versions[version];
            ref LocalVersion meant = ref _versions[alias.Payload];
            if (meant.Kind == VersionKind.Alias)
            {
                alias.Payload = meant.Payload;
            }

            version = alias.Payload;
        }

        return version;
    }

    /// <summary>The value of a version, for which a block may get a parameter.</summary>
    private Value Resolve(int version)
    {
        while (true)
        {
            version = Canonical(version);
            ref LocalVersion found = ref _versions[version];
            if (found.Kind <= VersionKind.Fixed)
            {
                return new Value(found.Payload);
            }

            int source = found.Kind == VersionKind.Join ? CommonSource(in found) : 0;
            if (source == 0)
            {
                return MakeParameter(version);
            }

            found.Kind = VersionKind.Alias;
            found.Payload = source;
        }
    }

    private void CollectTimes(ref LocalJoin join)
    {
        int end = _timeCount + join.EdgeCount;
        if (end > _times.Length)
        {
            Array.Resize(ref _times, Math.Max(end, _times.Length * 2));
        }

        join.Times = _timeCount;
        _timeCount = end;
        for (int edge = join.LastEdge; edge >= 0; edge = _edges[edge].Previous)
        {
            _times[--end] = _edges[edge].Time;
        }
    }

    /// <summary>
    /// The version that all edges of a join carry, or 0 if they differ. Goes from version to version, not from edge to edge, of
    /// which there may be many.
    /// </summary>
    private int CommonSource(in LocalVersion arriving)
    {
        ref LocalJoin join = ref _joins[arriving.Payload];
        ReadOnlySpan<int> times = _times.AsSpan(join.Times, join.EdgeCount);
        int at = VersionAt(arriving.Inner, times[^1]);
        int common = Canonical(at);
        while (true)
        {
            // Times are those of different edges, so there is no other of the time found.
            int first = times.BinarySearch(_versions[at].Time);
            times = times[..(first < 0 ? ~first : first)];
            if (times.IsEmpty)
            {
                return common;
            }

            at = VersionAt(at, times[^1]);
            if (Canonical(at) != common)
            {
                return 0;
            }
        }
    }

    private Value MakeParameter(int version)
    {
        ref LocalVersion made = ref _versions[version];
        ref LocalJoin join = ref _joins[made.Payload];
        int number = _parameters.Count;
        _parameters.Add(new LocalParameter { Version = version, Join = made.Payload, Next = -1 });
        if (join.LastParameter < 0)
        {
            join.FirstParameter = number;
        }
        else
        {
            _parameters[join.LastParameter].Next = number;
        }

        join.LastParameter = number;
        join.ParameterCount++;
        Value value = _function.AddParameter(join.Block, _types[made.Local]);
        made.Kind = VersionKind.Fixed;
        made.Payload = value.Index;
        return value;
    }
}
