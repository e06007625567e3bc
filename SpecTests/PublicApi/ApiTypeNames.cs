using System.Reflection;

namespace Wasm.SpecTests.PublicApi;

/// <summary>Types as C# writes them, with nullability.</summary>
internal static class ApiTypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>A type where nothing is known about nullability.</summary>
    public static string Of(Type type) => Of(type, null);

    /// <summary>The type of a parameter.</summary>
    public static string Of(ParameterInfo parameter) => Of(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    /// <summary>The type of a property.</summary>
    public static string Of(PropertyInfo property) => Of(property.PropertyType, new NullabilityInfoContext().Create(property));

    /// <summary>The type of a field.</summary>
    public static string Of(FieldInfo field) => Of(field.FieldType, new NullabilityInfoContext().Create(field));

    /// <summary>The name that a type is declared with: its own type parameters, without the namespace.</summary>
    public static string Declared(Type type)
    {
        string name = Plain(type);
        Type[] own = OwnArguments(type);
        name = own.Length == 0 ? name : $"{name}<{string.Join(", ", own.Select(argument => argument.Name))}>";
        return type.DeclaringType is null ? name : $"{Declared(type.DeclaringType)}.{name}";
    }

    private static string Of(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying, nullability?.GenericTypeArguments is [{ } inner] ? inner : null) + "?";
        }

        string mark = nullability is { ReadState: NullabilityState.Nullable } && !type.IsValueType && (!type.IsGenericParameter || type.GetGenericParameterConstraints().Length > 0) ? "?" : "";
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        if (type.IsGenericParameter || Keywords.ContainsKey(type))
        {
            return Keywords.GetValueOrDefault(type, type.Name) + mark;
        }

        Type[] arguments = type.GetGenericArguments();
        string[] names = [.. arguments.Select((argument, i) => Of(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i)))];
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return $"({string.Join(", ", names)})";
        }

        return Named(type, names) + mark;
    }

    private static string Named(Type type, string[] arguments)
    {
        int own = OwnArguments(type).Length;
        string[] mine = arguments[^own..];
        string name = mine.Length == 0 ? Plain(type) : $"{Plain(type)}<{string.Join(", ", mine)}>";
        return type.DeclaringType is null ? name : $"{Named(type.DeclaringType, arguments[..^own])}.{name}";
    }

    private static Type[] OwnArguments(Type type) => type.GetGenericArguments()[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..];

    private static string Plain(Type type) => type.Name.Split('`')[0];
}
