using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Wasm.Core.Types;

/// <summary>
/// Makes recursion groups canonical (specification, 3.3.7: rolled-up groups are equal iff structurally equal) and
/// decides subtyping of closed types. One per engine; types of two registries are not comparable. Thread-safe.
/// Entries live as long as the registry.
/// </summary>
public sealed class TypeRegistry
{
    // In a group's key, a reference to the group's own type i is written as RelativeBase + i.
    private const int RelativeBase = 1 << 28;

    private readonly Lock _lock = new();
    private readonly Dictionary<GroupKey, int> _groups = [];
    private volatile DefinedType[] _types = new DefinedType[64];
    private int _count;

    /// <summary>The type with an id.</summary>
    public DefinedType this[int id] => _types[id];

    /// <summary>The type that a function type written alone has: a final type in a group of its own.</summary>
    /// <param name="type">In closed form.</param>
    public DefinedType Register(FunctionType type)
    {
        var group = new SubType[] { new(true, [], type, 0) };
        return Register(group, static index => index)[0];
    }

    /// <summary>Registers one recursion group of a module.</summary>
    /// <param name="group">The group's types, with the module's type indices.</param>
    /// <param name="start">Type index of the first.</param>
    /// <param name="earlier">
    /// The module's types before the group. Every index in the group must be below <c>start + group.Length</c>.
    /// </param>
    public ImmutableArray<DefinedType> Register(ReadOnlySpan<SubType> group, int start, IReadOnlyList<DefinedType> earlier) =>
        Register(group, index => index >= start ? RelativeBase + index - start : earlier[index].Id);

    /// <summary>Whether closed <paramref name="sub"/> matches closed <paramref name="super"/> (specification, 3.3.3 to 3.3.5).</summary>
    public bool IsSubtype(ValType sub, ValType super)
    {
        if (sub == super || sub.IsBottom)
        {
            return true;
        }

        return sub.IsReference && super.IsReference && (super.IsNullable || !sub.IsNullable) && IsSubtype(sub.HeapType, super.HeapType);
    }

    /// <summary>Whether a closed heap type matches another (specification, 3.3.3).</summary>
    public bool IsSubtype(HeapType sub, HeapType super)
    {
        if (sub == super || sub == HeapType.Bottom)
        {
            return true;
        }

        if (sub.IsConcrete)
        {
            DefinedType type = _types[sub.Index];
            return super.IsConcrete
                ? type.IsSubtypeOf(_types[super.Index])
                : type.Composite switch
                {
                    FunctionType => super == HeapType.Func,
                    StructType => super == HeapType.Struct || super == HeapType.Eq || super == HeapType.Any,
                    _ => super == HeapType.Array || super == HeapType.Eq || super == HeapType.Any,
                };
        }

        if (super.IsConcrete)
        {
            return _types[super.Index].Composite is FunctionType ? sub == HeapType.NoFunc : sub == HeapType.None;
        }

        return sub.Code switch
        {
            0x74 => super == HeapType.Exn,
            0x73 => super == HeapType.Func,
            0x72 => super == HeapType.Extern,
            0x71 => super.Code is 0x6A or 0x6B or 0x6C or 0x6D or 0x6E,
            0x6A or 0x6B or 0x6C => super == HeapType.Eq || super == HeapType.Any,
            0x6D => super == HeapType.Any,
            _ => false,
        };
    }

    /// <summary>The top of the hierarchy that a closed heap type belongs to: any, func, extern or exn.</summary>
    public HeapType TopOf(HeapType type)
    {
        if (type.IsConcrete)
        {
            return _types[type.Index].Composite is FunctionType ? HeapType.Func : HeapType.Any;
        }

        return type.Code switch
        {
            0x74 or 0x69 => HeapType.Exn,
            0x73 or 0x70 => HeapType.Func,
            0x72 or 0x6F => HeapType.Extern,
            _ => HeapType.Any,
        };
    }

    private ImmutableArray<DefinedType> Register(ReadOnlySpan<SubType> group, Func<int, int> map)
    {
        GroupKey key = GroupKey.Of(group, map);
        lock (_lock)
        {
            if (!_groups.TryGetValue(key, out int first))
            {
                first = _count;
                Add(group, index => map(index) is var id and >= RelativeBase ? first + id - RelativeBase : map(index));
                _groups.Add(key, first);
            }

            return ImmutableCollectionsMarshal.AsImmutableArray(_types[first..(first + group.Length)]);
        }
    }

    private void Add(ReadOnlySpan<SubType> group, Func<int, int> close)
    {
        DefinedType[] types = _types;
        if (_count + group.Length > types.Length)
        {
            Array.Resize(ref types, Math.Max(types.Length * 2, _count + group.Length));
        }

        foreach (SubType type in group)
        {
            DefinedType? supertype = type.Supertypes.IsEmpty ? null : types[close(type.Supertypes[0])];
            types[_count] = new DefinedType(this, _count, type.IsFinal, supertype, Close(type.Composite, close));
            _count++;
        }

        _types = types;
    }

    /// <summary>Replaces the indices inside a composite type.</summary>
    private static CompositeType Close(CompositeType type, Func<int, int> map)
    {
        FieldType CloseField(FieldType field) =>
            field with { Storage = field.Storage with { Unpacked = Close(field.Storage.Unpacked, map) } };

        return type switch
        {
            FunctionType function => new FunctionType(
                [.. function.Parameters.Select(item => Close(item, map))], [.. function.Results.Select(item => Close(item, map))]),
            StructType @struct => new StructType([.. @struct.Fields.Select(CloseField)]),
            ArrayType array => new ArrayType(CloseField(array.Element)),
            _ => throw new InvalidOperationException($"unknown composite type {type.GetType()}"),
        };
    }

    private static ValType Close(ValType type, Func<int, int> map) => type.IsReference && type.HeapType.IsConcrete
        ? ValType.Ref(HeapType.Concrete(map(type.HeapType.Index)), type.IsNullable)
        : type;

    /// <summary>A group's structure as a sequence of words, with its own types written relatively.</summary>
    private readonly struct GroupKey : IEquatable<GroupKey>
    {
        private readonly int[] _words;
        private readonly int _hash;

        private GroupKey(int[] words)
        {
            _words = words;
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(words.AsSpan()));
            _hash = hash.ToHashCode();
        }

        public static GroupKey Of(ReadOnlySpan<SubType> group, Func<int, int> map)
        {
            var words = new List<int> { group.Length };
            void AddType(ValType type) => words.Add(Close(type, map).GetHashCode());
            void AddField(FieldType field)
            {
                words.Add((field.Mutable ? 1 : 0) | (int)field.Storage.Packing << 1);
                AddType(field.Storage.Unpacked);
            }

            foreach (SubType type in group)
            {
                words.Add((type.IsFinal ? 1 : 0) | type.Supertypes.Length << 1);
                foreach (int supertype in type.Supertypes)
                {
                    words.Add(map(supertype));
                }

                switch (type.Composite)
                {
                    case FunctionType function:
                        words.Add(0x60);
                        words.Add(function.Parameters.Length);
                        words.Add(function.Results.Length);
                        foreach (ValType parameter in function.Parameters)
                        {
                            AddType(parameter);
                        }

                        foreach (ValType result in function.Results)
                        {
                            AddType(result);
                        }

                        break;
                    case StructType @struct:
                        words.Add(0x5F);
                        words.Add(@struct.Fields.Length);
                        foreach (FieldType field in @struct.Fields)
                        {
                            AddField(field);
                        }

                        break;
                    case ArrayType array:
                        words.Add(0x5E);
                        AddField(array.Element);
                        break;
                }
            }

            return new([.. words]);
        }

        public bool Equals(GroupKey other) => _hash == other._hash && _words.AsSpan().SequenceEqual(other._words);

        public override bool Equals(object? obj) => obj is GroupKey other && Equals(other);

        public override int GetHashCode() => _hash;
    }
}
