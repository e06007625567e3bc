using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Wasm.Core.Types;

// Finding and adding recursion groups: a hash table of keys that spell out a group's structure.
public sealed partial class TypeRegistry
{
    // In a key, a reference to the group's own type i is written as RelativeBase + i ("rolled up", specification
    // 3.1.2); all others are registry ids, which stay below.
    internal const int RelativeBase = 1 << 28;

    private int[] _buckets = new int[64];
    private Group[] _groups = new Group[64];
    private int _groupCount;

    // The key being built: kept to spare a million short-lived lists.
    private int[] _words = new int[64];
    private int _wordCount;

    private void Register(ReadOnlySpan<SubType> group, IndexMap map, Span<DefinedType> result)
    {
        lock (_lock)
        {
            BuildKey(group, map);
            ReadOnlySpan<int> key = _words.AsSpan(0, _wordCount);
            var hashCode = new HashCode();
            hashCode.AddBytes(MemoryMarshal.AsBytes(key));
            int hash = hashCode.ToHashCode();
            int first = Find(key, hash);
            if (first < 0)
            {
                first = _count;
                AddTypes(group, map.ClosedAt(first));
                AddGroup(new Group(hash, first, key.ToArray(), 0));
            }

            _types.AsSpan(first, group.Length).CopyTo(result);
        }
    }

    private int Find(ReadOnlySpan<int> key, int hash)
    {
        for (int i = _buckets[hash & (_buckets.Length - 1)]; i != 0;)
        {
            ref readonly Group entry = ref _groups[i - 1];
            if (entry.Hash == hash && key.SequenceEqual(entry.Key))
            {
                return entry.First;
            }

            i = entry.Next;
        }

        return -1;
    }

    private void AddGroup(Group group)
    {
        if (_groupCount == _groups.Length)
        {
            System.Array.Resize(ref _groups, _groupCount * 2);
            _buckets = new int[_groups.Length];
            for (int i = 0; i < _groupCount; i++)
            {
                Link(i, _groups[i]);
            }
        }

        Link(_groupCount++, group);
    }

    private void Link(int index, Group group)
    {
        ref int bucket = ref _buckets[group.Hash & (_buckets.Length - 1)];
        _groups[index] = group with { Next = bucket };
        bucket = index + 1;
    }

    private void AddTypes(ReadOnlySpan<SubType> group, IndexMap map)
    {
        DefinedType[] types = _types;
        if (_count + group.Length > types.Length)
        {
            System.Array.Resize(ref types, Math.Max(types.Length * 2, _count + group.Length));
        }

        foreach (SubType type in group)
        {
            DefinedType? supertype = type.Supertypes.IsEmpty ? null : types[map.Of(type.Supertypes[0])];
            types[_count] = new DefinedType(this, _count, type.IsFinal, supertype, Close(type.Composite, map));
            _count++;
        }

        _types = types;
    }

    /// <summary>A composite type with its indices replaced: the same object if it has none.</summary>
    private static CompositeType Close(CompositeType type, IndexMap map)
    {
        switch (type)
        {
            case FunctionType function:
                ImmutableArray<ValType> parameters = Close(function.Parameters, map);
                ImmutableArray<ValType> results = Close(function.Results, map);
                return parameters == function.Parameters && results == function.Results ? type : new FunctionType(parameters, results);
            case StructType @struct:
                ImmutableArray<FieldType> fields = Close(@struct.Fields, map);
                return fields == @struct.Fields ? type : new StructType(fields);
            case ArrayType array:
                FieldType element = Close(array.Element, map);
                return element == array.Element ? type : new ArrayType(element);
            default:
                throw new InvalidOperationException($"unknown composite type {type.GetType()}");
        }
    }

    private static ImmutableArray<ValType> Close(ImmutableArray<ValType> types, IndexMap map)
    {
        ReadOnlySpan<ValType> span = types.AsSpan();
        for (int i = 0; i < span.Length; i++)
        {
            if (Close(span[i], map) != span[i])
            {
                var closed = new ValType[span.Length];
                for (int j = 0; j < closed.Length; j++)
                {
                    closed[j] = Close(span[j], map);
                }

                return ImmutableCollectionsMarshal.AsImmutableArray(closed);
            }
        }

        return types;
    }

    private static ImmutableArray<FieldType> Close(ImmutableArray<FieldType> fields, IndexMap map)
    {
        ReadOnlySpan<FieldType> span = fields.AsSpan();
        for (int i = 0; i < span.Length; i++)
        {
            if (Close(span[i], map) != span[i])
            {
                var closed = new FieldType[span.Length];
                for (int j = 0; j < closed.Length; j++)
                {
                    closed[j] = Close(span[j], map);
                }

                return ImmutableCollectionsMarshal.AsImmutableArray(closed);
            }
        }

        return fields;
    }

    private static FieldType Close(FieldType field, IndexMap map) =>
        field with { Storage = field.Storage with { Unpacked = Close(field.Storage.Unpacked, map) } };

    private static ValType Close(ValType type, IndexMap map) => type.IsReference && type.HeapType.IsConcrete
        ? ValType.Ref(HeapType.Concrete(map.Of(type.HeapType.Index)), type.IsNullable)
        : type;

    private void BuildKey(ReadOnlySpan<SubType> group, IndexMap map)
    {
        _wordCount = 0;
        foreach (SubType type in group)
        {
            AddWord((type.IsFinal ? 1 : 0) | type.Supertypes.Length << 1);
            foreach (int supertype in type.Supertypes.AsSpan())
            {
                AddWord(map.Of(supertype));
            }

            switch (type.Composite)
            {
                case FunctionType function:
                    AddWord(-1);
                    AddWord(function.Parameters.Length);
                    AddWord(function.Results.Length);
                    AddTypes(function.Parameters.AsSpan(), map);
                    AddTypes(function.Results.AsSpan(), map);
                    break;
                case StructType @struct:
                    AddWord(-2);
                    AddWord(@struct.Fields.Length);
                    foreach (FieldType field in @struct.Fields.AsSpan())
                    {
                        AddField(field, map);
                    }

                    break;
                case ArrayType array:
                    AddWord(-3);
                    AddField(array.Element, map);
                    break;
            }
        }
    }

    private void AddTypes(ReadOnlySpan<ValType> types, IndexMap map)
    {
        foreach (ValType type in types)
        {
            AddWord(Close(type, map).GetHashCode());
        }
    }

    private void AddField(FieldType field, IndexMap map)
    {
        AddWord((field.Mutable ? 1 : 0) | (int)field.Storage.Packing << 1);
        AddWord(Close(field.Storage.Unpacked, map).GetHashCode());
    }

    private void AddWord(int word)
    {
        if (_wordCount == _words.Length)
        {
            System.Array.Resize(ref _words, _wordCount * 2);
        }

        _words[_wordCount++] = word;
    }

    private readonly record struct Group(int Hash, int First, int[] Key, int Next);

    /// <summary>
    /// What becomes of a module's type index: below <paramref name="start"/> the registry id of that type, from
    /// there on <paramref name="own"/> and following.
    /// </summary>
    private readonly ref struct IndexMap(int start, ReadOnlySpan<DefinedType> earlier, int own = RelativeBase)
    {
        private readonly ReadOnlySpan<DefinedType> _earlier = earlier;
        private readonly int _start = start;
        private readonly int _own = own;

        /// <summary>The same with the group's own types at this id.</summary>
        public IndexMap ClosedAt(int id) => new(_start, _earlier, id);

        // A map without earlier types is for types that are closed already.
        public int Of(int index) => index >= _start ? _own + index - _start : _earlier.IsEmpty ? index : _earlier[index].Id;
    }
}
