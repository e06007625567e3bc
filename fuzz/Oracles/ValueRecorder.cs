using System.Collections.Immutable;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;

namespace Wasm.Fuzz.Oracles;

/// <summary>
/// Writes values so that two engines write the same if and only if they have the same: numbers to the bit, functions and tags by
/// module and index, objects as a graph: numbered in the order in which they are met, each with its contents once.
/// </summary>
internal sealed class ValueRecorder(Recording recording)
{
    // Elements of one array that are written; how many there are is written anyhow.
    private const int MaximumElements = 2_000;

    private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, ulong> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<int, ulong> _types = [];
    private readonly List<object> _objects = [];
    private Instance?[] _instances = [];
    private int _named;
    private int _typed;
    private int _most;

    /// <summary>Begins with a run.</summary>
    /// <param name="instances">The case's instances, which may be filled in later.</param>
    /// <param name="maximumObjects">How many objects are written of one event.</param>
    public void Begin(Instance?[] instances, int maximumObjects)
    {
        _instances = instances;
        _most = maximumObjects;
        _names.Clear();
        _types.Clear();
        _named = 0;
        _typed = 0;
        BeginObjects();
    }

    /// <summary>Begins to number objects.</summary>
    public void BeginObjects()
    {
        // Nothing that was seen stays in use because of it: what only the recorder refers to, a collection should take.
        _numbers.Clear();
        _objects.Clear();
    }

    /// <summary>Writes values and the objects that can be reached from them.</summary>
    public void AddAll(ReadOnlySpan<Value> values)
    {
        BeginObjects();
        foreach (ref readonly Value value in values)
        {
            Add(in value);
        }

        AddObjects();
    }

    /// <summary>Writes a value; objects are to be written later by <see cref="AddObjects"/>.</summary>
    public void Add(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.V128:
                recording.Add((ulong)ValueTag.V128);
                recording.Add(value.Low);
                recording.Add(value.High);
                break;
            case ValueKind.Reference:
                AddReference(value.Reference);
                break;
            default:
                recording.Add((ulong)(value.Kind switch
                {
                    ValueKind.I32 => ValueTag.I32,
                    ValueKind.I64 => ValueTag.I64,
                    ValueKind.F32 => ValueTag.F32,
                    _ => ValueTag.F64,
                }));
                recording.Add(value.Low);
                break;
        }
    }

    /// <summary>Writes a reference.</summary>
    public void AddReference(object? reference)
    {
        switch (reference)
        {
            case null:
                recording.Add((ulong)ValueTag.Null);
                break;
            case I31Reference i31:
                recording.Add((ulong)ValueTag.I31);
                recording.Add((ulong)i31.Value);
                break;
            case Function function:
                recording.Add((ulong)ValueTag.Function);
                recording.Add(NameOf(function));
                break;
            case HeapReference or ExceptionReference:
                recording.Add((ulong)ValueTag.Object);
                recording.Add((ulong)NumberOf(reference));
                break;
            default:
                recording.Add((ulong)ValueTag.Host);
                recording.Add(reference is HostObject host ? host.Text : reference.GetType().Name);
                break;
        }
    }

    /// <summary>Writes the contents of all objects that have a number, and of those that they refer to.</summary>
    public void AddObjects()
    {
        if (_objects.Count == 0)
        {
            return;
        }

        recording.BeginObjects();
        for (int i = 0; i < _objects.Count && i < _most; i++)
        {
            switch (_objects[i])
            {
                case StructReference @struct:
                    AddStruct(@struct);
                    break;
                case ArrayReference array:
                    AddArray(array);
                    break;
                case ExceptionReference exception:
                    AddException(exception);
                    break;
            }
        }

        BeginObjects();
    }

    private void AddStruct(StructReference @struct)
    {
        int count = @struct.FieldCount;
        recording.Add((ulong)ObjectTag.Struct);
        recording.Add(TypeOf(@struct.Type));
        recording.Add((ulong)count);
        for (int i = 0; i < count; i++)
        {
            Add(@struct.GetField(i));
        }
    }

    private void AddArray(ArrayReference array)
    {
        int count = array.Length;
        recording.Add((ulong)ObjectTag.Array);
        recording.Add(TypeOf(array.Type));
        recording.Add((ulong)count);
        for (int i = 0; i < Math.Min(count, MaximumElements); i++)
        {
            Add(array.GetElement(i));
        }
    }

    private void AddException(ExceptionReference exception)
    {
        recording.Add((ulong)ObjectTag.Exception);
        recording.Add(NameOf(exception.Tag));
        recording.Add((ulong)exception.Payload.Length);
        foreach (Value value in exception.Payload)
        {
            Add(in value);
        }
    }

    private int NumberOf(object reference)
    {
        if (!_numbers.TryGetValue(reference, out int number))
        {
            _numbers.Add(reference, number = _objects.Count);
            _objects.Add(reference);
        }

        return number;
    }

    // By the first module that has it, if others import it. An instance that does not start leaves items behind that have no name.
    private ulong NameOf(Extern item)
    {
        for (; _named < _instances.Length && _instances[_named] is { } instance; _named++)
        {
            ulong module = (ulong)_named << 32;
            for (int i = 0; i < instance.Module.Functions.Length; i++)
            {
                _names.TryAdd(instance.GetItem(ExternKind.Function, i), module | (uint)i);
            }

            for (int i = 0; i < instance.Module.Tags.Length; i++)
            {
                _names.TryAdd(instance.GetItem(ExternKind.Tag, i), module | (uint)i);
            }
        }

        if (_names.TryGetValue(item, out ulong name))
        {
            return name;
        }

        // Behind a module that did not start: looked for in the later ones.
        for (int m = _named; m < _instances.Length; m++)
        {
            if (_instances[m] is { } later && IndexIn(later, item) is >= 0 and int index)
            {
                return ((ulong)m << 32) | (uint)index;
            }
        }

        return ulong.MaxValue;
    }

    private static int IndexIn(Instance instance, Extern item)
    {
        ExternKind kind = item is Function ? ExternKind.Function : ExternKind.Tag;
        int count = kind == ExternKind.Function ? instance.Module.Functions.Length : instance.Module.Tags.Length;
        for (int i = 0; i < count; i++)
        {
            if (ReferenceEquals(instance.GetItem(kind, i), item))
            {
                return i;
            }
        }

        return -1;
    }

    // Numbers of types are each engine's own; a type is where it is declared first.
    private ulong TypeOf(DefinedType type)
    {
        for (; _typed < _instances.Length && _instances[_typed] is { } instance; _typed++)
        {
            ImmutableArray<DefinedType> types = instance.Module.Types;
            for (int i = 0; i < types.Length; i++)
            {
                _types.TryAdd(types[i].Id, ((ulong)_typed << 32) | (uint)i);
            }
        }

        return _types.TryGetValue(type.Id, out ulong name) ? name : ulong.MaxValue;
    }
}

/// <summary>An object of the host's.</summary>
/// <param name="number">Which one.</param>
internal sealed class HostObject(ulong number)
{
    /// <summary>For recordings.</summary>
    public string Text { get; } = $"host object {number}";

    /// <inheritdoc/>
    public override string ToString() => Text;
}
