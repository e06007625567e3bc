using System.Collections.Immutable;
using System.Text;
using Wasm.Core.Types;
using Wasm.Runtime.Embedding;
using Wasm.Wast.Script;

namespace Wasm.Wast.Runner;

/// <summary>
/// Writes values so that two engines write the same if and only if they have the same: numbers to the bit, functions
/// and tags by instance and index, objects of the heap by their contents and how they refer to each other.
/// </summary>
internal sealed class ValueText
{
    // Objects written of one value; lists may be long.
    private const int MaximumObjects = 100;
    private const int MaximumElements = 1000;

    private readonly List<(Instance Instance, string Name)> _instances = [];
    private readonly Dictionary<object, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, int> _objects = new(ReferenceEqualityComparer.Instance);
    private readonly StringBuilder _text = new();
    private int _named;

    /// <summary>The instances that were made, with their names.</summary>
    public IReadOnlyList<(Instance Instance, string Name)> Instances => _instances;

    public void Add(Instance instance, int line) => _instances.Add((instance, $"instance {_instances.Count} (line {line})"));

    public string Write(Value value, bool isExternal)
    {
        Begin();
        Append(value, isExternal);
        return _text.ToString();
    }

    public string Write(ReadOnlySpan<Value> values, Func<int, bool> isExternal)
    {
        if (values.IsEmpty)
        {
            return "no result";
        }

        Begin();
        for (int i = 0; i < values.Length; i++)
        {
            _text.Append(i > 0 ? " " : "");
            Append(values[i], isExternal(i));
        }

        return _text.ToString();
    }

    public string Write(ExceptionReference exception)
    {
        Begin();
        AppendException(exception);
        return _text.ToString();
    }

    private void Begin()
    {
        _text.Clear();
        _objects.Clear();
    }

    private void Append(Value value, bool isExternal)
    {
        switch (value.Reference)
        {
            case null:
                _text.Append('(').Append(value.ToString()).Append(')');
                return;
            case HostReference host:
                _text.Append(isExternal ? "(ref.extern " : "(ref.host ").Append(host.Number).Append(')');
                return;
        }

        _text.Append(isExternal ? "(extern " : "");
        switch (value.Reference)
        {
            case I31Reference i31:
                _text.Append("(ref.i31 ").Append(i31.Value).Append(')');
                break;
            case Function function:
                _text.Append("(ref.func ").Append(NameOf(function)).Append(')');
                break;
            case ExceptionReference exception:
                AppendException(exception);
                break;
            case StructReference @struct:
                AppendStruct(@struct);
                break;
            case ArrayReference array:
                AppendArray(array);
                break;
            default:
                _text.Append("(ref.host ").Append(value.Reference.GetType().Name).Append(')');
                break;
        }

        _text.Append(isExternal ? ")" : "");
    }

    private void AppendException(ExceptionReference exception)
    {
        if (BeginObject(exception, "exn"))
        {
            _text.Append(' ').Append(NameOf(exception.Tag));
            ImmutableArray<ValType> types = exception.Tag.Signature.Parameters;
            for (int i = 0; i < types.Length; i++)
            {
                _text.Append(' ');
                Append(exception.Payload[i], IsExternal(exception.Store, types[i]));
            }

            _text.Append(')');
        }
    }

    private void AppendStruct(StructReference @struct)
    {
        if (BeginObject(@struct, "struct"))
        {
            for (int i = 0; i < @struct.FieldCount; i++)
            {
                _text.Append(' ');
                Append(@struct.GetField(i), IsExternal(@struct.Store, @struct.Type.Struct.Fields[i].Storage.Unpacked));
            }

            _text.Append(')');
        }
    }

    private void AppendArray(ArrayReference array)
    {
        if (BeginObject(array, "array"))
        {
            int length = array.Length;
            bool isExternal = IsExternal(array.Store, array.ElementType.Storage.Unpacked);
            _text.Append(" of ").Append(length).Append(':');
            for (int i = 0; i < Math.Min(length, MaximumElements); i++)
            {
                _text.Append(' ');
                Append(array.GetElement(i), isExternal);
            }

            _text.Append(length > MaximumElements ? " …)" : ")");
        }
    }

    // An object that was written already is a reference to that: so cycles end, and sharing can be seen.
    private bool BeginObject(object reference, string kind)
    {
        if (_objects.TryGetValue(reference, out int number))
        {
            _text.Append("(the ").Append(kind).Append(" #").Append(number).Append(')');
            return false;
        }

        number = _objects.Count;
        if (number == MaximumObjects)
        {
            _text.Append('(').Append(kind).Append(" …)");
            return false;
        }

        _objects.Add(reference, number);
        _text.Append('(').Append(kind).Append(" #").Append(number);
        return true;
    }

    // By the first instance that has it, if it is imported elsewhere.
    private string NameOf(Extern item)
    {
        for (; _named < _instances.Count; _named++)
        {
            (Instance instance, string name) = _instances[_named];
            for (int i = 0; i < instance.Module.Functions.Length; i++)
            {
                _names.TryAdd(instance.GetItem(ExternKind.Function, i), $"{i} of {name}");
            }

            for (int i = 0; i < instance.Module.Tags.Length; i++)
            {
                _names.TryAdd(instance.GetItem(ExternKind.Tag, i), $"tag {i} of {name}");
            }
        }

        // Of an instance that failed to start, or of the host.
        return _names.TryGetValue(item, out string? known) ? known
            : item is HostFunction ? "of the host"
            : item is Function function ? $"of no instance, {function.Signature}" : "tag of no instance";
    }

    private static bool IsExternal(Store store, ValType type) =>
        type.IsReference && store.Engine.Types.TopOf(type.HeapType) == HeapType.Extern;
}
