using System.Runtime.InteropServices;
using NUnit.Framework;
using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Heap;

namespace Wasm.SpecTests.Jit.Heap;

/// <summary>The collected heap on its own, with roots that the tests hold.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GcHeapTests : IDisposable
{
    private readonly TestOwner _owner = new();
    private readonly GcHeap _heap;

    public GcHeapTests()
    {
        _owner.Space = new TestSpace(256 << 20);
        _heap = new GcHeap(_owner.Space, _owner);
    }

    public void Dispose() => _heap.Dispose();

    [Test]
    public void Size_classes_hold_every_size_with_little_waste()
    {
        for (int bytes = 1; bytes <= SizeClasses.Largest; bytes++)
        {
            int size = SizeClasses.SizeOf(SizeClasses.ClassOf(bytes));
            Assert.That(size, Is.GreaterThanOrEqualTo(bytes).And.LessThanOrEqualTo(Math.Max(16, bytes + (bytes / 4) + 7)));
        }
    }

    [Test]
    public void What_is_reachable_stays_and_all_else_is_reused()
    {
        uint list = BuildList(1_000);
        _owner.Roots.Add(list);
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < 50_000; i++)
            {
                NewNode(0, i);
            }

            _heap.Collect();
            AssertList(list, 1_000);
        }

        // 1,000 nodes of 24 bytes and what a round leaves behind: not 20 rounds.
        Assert.That(_owner.Space.CommittedBytes, Is.LessThan(4 << 20));
        Assert.That(_heap.AccountedBytes, Is.EqualTo(1_000 * _owner.Node.AccountedBytes));
    }

    [Test]
    public void Allocation_collects_by_itself()
    {
        _owner.Roots.Add(BuildList(10));
        for (int i = 0; i < 3_000_000; i++)
        {
            NewNode(0, i);
        }

        Assert.That(_heap.Collections, Is.GreaterThan(1));
        Assert.That(_owner.Space.CommittedBytes, Is.LessThan(40 << 20));
        AssertList(_owner.Roots[0], 10);
    }

    [Test]
    public void A_long_list_is_marked_without_recursion()
    {
        _owner.Roots.Add(BuildList(1_000_000));
        _heap.Collect();
        AssertList(_owner.Roots[0], 1_000_000);
    }

    [Test]
    public void Cycles_are_collected()
    {
        uint first = NewNode(0, 1);
        uint second = NewNode(first, 2);
        SetNext(first, second);
        _owner.Roots.Add(first);
        _heap.Collect();
        Assert.That(_heap.AccountedBytes, Is.EqualTo(2 * _owner.Node.AccountedBytes));
        _owner.Roots.Clear();
        _heap.Collect();
        Assert.That(_heap.AccountedBytes, Is.Zero);
    }

    [Test]
    public unsafe void New_objects_are_zero_whatever_was_there_before()
    {
        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < 5_000; i++)
            {
                uint array = _heap.NewArray(TestOwner.BytesType, _owner.Bytes, 100);
                var elements = new Span<byte>(_heap.AddressOf(array, ObjectLayout.ElementsOffset), 100);
                Assert.That(elements.ContainsAnyExcept((byte)0), Is.False);
                elements.Fill(0xFF);
            }

            _heap.Collect();
        }
    }

    [Test]
    public void Large_objects_have_blocks_of_their_own_that_go_back()
    {
        for (int i = 0; i < 100; i++)
        {
            uint kept = _heap.NewArray(TestOwner.BytesType, _owner.Bytes, 10_000_000);
            Assert.That(kept, Is.Not.Zero);
            _owner.Roots.Clear();
            _owner.Roots.Add(kept);
            Assert.That(_heap.LengthOf(kept), Is.EqualTo(10_000_000));
        }

        _heap.Collect();
        Assert.That(_owner.Space.CommittedBytes, Is.LessThan(11_000_000));
    }

    [Test]
    public unsafe void Arrays_of_references_keep_their_elements()
    {
        uint array = _heap.NewArray(TestOwner.ReferencesType, _owner.References, 1000);
        _owner.Roots.Add(array);
        for (int i = 0; i < 1000; i++)
        {
            ((uint*)_heap.AddressOf(array, ObjectLayout.ElementsOffset))[i] = i % 3 == 0 ? (uint)((i << 1) | 1) : NewNode(0, i);
        }

        _heap.Collect();
        for (int i = 0; i < 1000; i++)
        {
            uint element = ((uint*)_heap.AddressOf(array, ObjectLayout.ElementsOffset))[i];
            Assert.That(i % 3 == 0 ? (int)(element >> 1) : ValueOf(element), Is.EqualTo(i));
        }
    }

    [Test]
    public void The_limit_counts_what_is_in_use()
    {
        _heap.AccountedLimit = 100 * _owner.Node.AccountedBytes;
        for (int i = 0; i < 1000; i++)
        {
            Assert.That(NewNode(0, i), Is.Not.Zero, "nothing is in use");
        }

        for (int i = 0; i < 100; i++)
        {
            _owner.Roots.Add(NewNode(0, i));
        }

        Assert.That(_owner.Roots, Has.None.Zero);
        Assert.That(_heap.NewStruct(TestOwner.NodeType, _owner.Node), Is.Zero);
        _owner.Roots.RemoveAt(0);
        Assert.That(_heap.NewStruct(TestOwner.NodeType, _owner.Node), Is.Not.Zero);
    }

    [Test]
    public void Without_room_an_allocation_fails_and_the_heap_lives()
    {
        while (_heap.NewArray(TestOwner.BytesType, _owner.Bytes, 1 << 20) is var array and not 0)
        {
            _owner.Roots.Add(array);
        }

        Assert.That(_owner.Roots, Has.Count.InRange(200, 256));
        _owner.Roots.Clear();
        Assert.That(_heap.NewArray(TestOwner.BytesType, _owner.Bytes, 200 << 20), Is.Not.Zero);
    }

    [Test]
    public void Objects_of_the_host_are_forgotten_at_once()
    {
        _owner.Roots.Add(_heap.NewHost("kept"));
        for (int i = 0; i < 10_000; i++)
        {
            _heap.NewHost("dropped");
        }

        _heap.Collect();
        Assert.That(_heap.Hosts.Count, Is.EqualTo(1));
        Assert.That(_heap.HostAt(_owner.Roots[0]), Is.EqualTo("kept"));
    }

    [Test]
    public void In_stress_mode_what_is_no_root_is_gone_at_the_next_allocation()
    {
        _heap.Stress = true;
        uint lost = NewNode(0, 42);
        NewNode(0, 43);
        Assert.That(_heap.AccountedBytes, Is.EqualTo(_owner.Node.AccountedBytes));
        _owner.Roots.Add(NewNode(0, 44));
        NewNode(0, 45);
        Assert.That(ValueOf(_owner.Roots[0]), Is.EqualTo(44));
        Assert.That(lost, Is.Not.Zero);
    }

    /// <summary>Random graphs against a model: after each collection exactly the reachable objects are there, with their values.</summary>
    [Test]
    public unsafe void Random_graphs_survive([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var nodes = new List<(uint Reference, int Value)>();
        for (int step = 0; step < 20_000; step++)
        {
            uint next = nodes.Count > 0 && random.Next(4) > 0 ? nodes[random.Next(nodes.Count)].Reference : 0;
            uint node = NewNode(next, step);
            nodes.Add((node, step));
            if (random.Next(3) == 0)
            {
                _owner.Roots.Add(node);
            }

            if (_owner.Roots.Count > 50)
            {
                _owner.Roots.RemoveAt(random.Next(_owner.Roots.Count));
            }

            if (random.Next(200) == 0)
            {
                var reachable = new HashSet<uint>();
                foreach (uint root in _owner.Roots)
                {
                    for (uint at = root; at != 0 && reachable.Add(at); at = *(uint*)_heap.AddressOf(at, ObjectLayout.FieldsOffset))
                    {
                    }
                }

                _heap.Collect();
                nodes.RemoveAll(candidate => !reachable.Contains(candidate.Reference));
                Assert.That(_heap.AccountedBytes, Is.EqualTo(reachable.Count * _owner.Node.AccountedBytes));
                Assert.That(nodes.All(candidate => ValueOf(candidate.Reference) == candidate.Value), Is.True);
            }
        }
    }

    private unsafe uint NewNode(uint next, int value)
    {
        _owner.Temporary = next;
        uint node = _heap.NewStruct(TestOwner.NodeType, _owner.Node);
        _owner.Temporary = 0;
        if (node != 0)
        {
            *(uint*)_heap.AddressOf(node, ObjectLayout.FieldsOffset) = next;
            *(int*)_heap.AddressOf(node, ObjectLayout.FieldsOffset + 4) = value;
        }

        return node;
    }

    private unsafe void SetNext(uint node, uint next) => *(uint*)_heap.AddressOf(node, ObjectLayout.FieldsOffset) = next;

    private unsafe int ValueOf(uint node) => *(int*)_heap.AddressOf(node, ObjectLayout.FieldsOffset + 4);

    private uint BuildList(int length)
    {
        uint list = 0;
        for (int i = 0; i < length; i++)
        {
            list = NewNode(list, i);
        }

        return list;
    }

    private unsafe void AssertList(uint list, int length)
    {
        int count = 0;
        for (uint node = list; node != 0; node = *(uint*)_heap.AddressOf(node, ObjectLayout.FieldsOffset))
        {
            count++;
            if (ValueOf(node) != length - count)
            {
                Assert.Fail($"node {count} has {ValueOf(node)}");
            }
        }

        Assert.That(count, Is.EqualTo(length));
    }

    private sealed class TestOwner : IHeapOwner
    {
        public const uint NodeType = 0;
        public const uint BytesType = 1;
        public const uint ReferencesType = 2;

        private readonly TypeRegistry _registry = new();

        public TestOwner()
        {
            Node = ObjectShape.Of(_registry.Register(new StructType([new FieldType(ValType.AnyRef, true), new FieldType(ValType.I32, true)])));
            Bytes = ObjectShape.Of(_registry.Register(new ArrayType(new FieldType(StorageType.I8, true))));
            References = ObjectShape.Of(_registry.Register(new ArrayType(new FieldType(ValType.AnyRef, true))));
        }

        public ObjectShape Node { get; }

        public ObjectShape Bytes { get; }

        public ObjectShape References { get; }

        public List<uint> Roots { get; } = [];

        public uint Temporary { get; set; }

        public TestSpace Space { get; set; } = null!;

        public ObjectShape ShapeOfType(uint type) => type switch { NodeType => Node, BytesType => Bytes, _ => References };

        public ObjectShape ShapeOfTag(uint tag) => throw new InvalidOperationException();

        public void VisitRoots(GcHeap heap)
        {
            heap.Mark(Temporary);
            foreach (uint root in Roots)
            {
                heap.Mark(root);
            }
        }
    }

    private sealed unsafe class TestSpace(int capacity) : IHeapSpace
    {
        private readonly byte* _memory = (byte*)NativeMemory.AlignedAlloc((nuint)capacity, 65536);

        public nuint Base => (nuint)_memory;

        public ulong Capacity => (ulong)capacity;

        public long CommittedBytes { get; private set; }

        public bool TryCommit(ulong offset, ulong length)
        {
            NativeMemory.Clear(_memory + offset, (nuint)length);
            CommittedBytes += (long)length;
            return true;
        }

        public void Decommit(ulong offset, ulong length)
        {
            CommittedBytes -= (long)length;
            new Span<byte>(_memory + offset, (int)length).Fill(0xDD);
        }

        public void Dispose() => NativeMemory.AlignedFree(_memory);
    }
}
