using System.Diagnostics.CodeAnalysis;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

// Which values belong to a type, and to this store.
public partial class Store
{
    /// <summary>
    /// Whether a value belongs to a closed type and, if it is a reference, not to another store (specification,
    /// 4.2.1 and 3.3.3).
    /// </summary>
    /// <remarks>
    /// Any .NET object belongs to <c>extern</c>, and to <c>any</c>, into which <c>any.convert_extern</c> may have made
    /// it. What is itself a WebAssembly reference (a function, struct, array, exception, i31) stays what it is when it
    /// is passed as <c>externref</c>: converted, a struct of this store is that struct again. A function or exception
    /// belongs to <c>any</c> too then, but to no type below.
    /// </remarks>
    public bool HasType(Value value, ValType type)
    {
        if (!type.IsReference)
        {
            return value.Kind == Value.KindOf(type);
        }

        return value.Kind == ValueKind.Reference && (value.Reference is null ? type.IsNullable : HasType(value.Reference, type.HeapType));
    }

    /// <summary>Whether a non-null reference belongs to a closed heap type, and not to another store.</summary>
    /// <inheritdoc cref="HasType(Value, ValType)" path="/remarks"/>
    public bool HasType(object reference, HeapType type)
    {
        if (OwnerOf(reference) is { } owner && !ReferenceEquals(owner, this))
        {
            return false;
        }

        if (type == HeapType.Extern || type == HeapType.Any)
        {
            return true;
        }

        return reference switch
        {
            Function function => Engine.Types.IsSubtype(function.DefinedType.HeapType, type),
            StructReference @struct => Engine.Types.IsSubtype(@struct.Type.HeapType, type),
            ArrayReference array => Engine.Types.IsSubtype(array.Type.HeapType, type),
            I31Reference => Engine.Types.IsSubtype(HeapType.I31, type),
            ExceptionReference => type == HeapType.Exn,
            _ => false,
        };
    }

    /// <summary>The store that a reference belongs to: null for the null reference, i31 and host objects, which belong to none.</summary>
    public static Store? OwnerOf(object? reference) => reference switch
    {
        Function function => function.Store,
        HeapReference heap => heap.Store,
        ExceptionReference exception => exception.Store,
        _ => null,
    };

    /// <summary>Refuses a value that does not belong to a type, or to another store.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The type, closed.</param>
    /// <param name="what">What the value is, for the message.</param>
    /// <param name="parameter">The parameter that it came by.</param>
    /// <exception cref="ArgumentException">It does not.</exception>
    internal void Check(Value value, ValType type, string what, string parameter)
    {
        if (!HasType(value, type))
        {
            ThrowMismatch(value, type, what, parameter);
        }
    }

    /// <summary>The same for one of several values.</summary>
    internal void Check(Value value, ValType type, string what, int index, string parameter)
    {
        if (!HasType(value, type))
        {
            ThrowMismatch(value, type, $"{what} {index}", parameter);
        }
    }

    /// <summary>Why a value is refused: another store's, or the type.</summary>
    internal string DescribeMismatch(Value value, ValType type, string what) =>
        value.Kind == ValueKind.Reference && type.IsReference && OwnerOf(value.Reference) is { } owner && !ReferenceEquals(owner, this)
            ? $"{what}: {value} belongs to another store"
            : $"{what}: {type} expected, {value} given";

    /// <summary>Refuses a type of values that mentions another than the engine's.</summary>
    /// <exception cref="ArgumentException">It does.</exception>
    internal void CheckClosed(ValType type, string parameter)
    {
        if (!Engine.Types.IsClosed(type))
        {
            throw new ArgumentException($"{type} is not a type of this engine", parameter);
        }
    }

    /// <summary>Refuses a type of another engine.</summary>
    /// <exception cref="ArgumentException">It is one.</exception>
    internal void CheckEngine([NotNull] DefinedType? type, string parameter)
    {
        ArgumentNullException.ThrowIfNull(type, parameter);
        if (!ReferenceEquals(type.Registry, Engine.Types))
        {
            throw new ArgumentException($"{type} belongs to another engine", parameter);
        }
    }

    [DoesNotReturn]
    private void ThrowMismatch(Value value, ValType type, string what, string parameter) =>
        throw new ArgumentException(DescribeMismatch(value, type, what), parameter);
}
