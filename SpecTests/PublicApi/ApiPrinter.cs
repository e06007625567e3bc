using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Wasm.SpecTests.PublicApi;

/// <summary>
/// What a program can see of an assembly: public types, and their public and protected members, a line each, in an
/// order that does not depend on the sources'. What the compiler adds to records is left out.
/// </summary>
internal static class ApiPrinter
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Print(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, Type> space in assembly.GetTypes().Where(IsVisible).GroupBy(type => type.Namespace ?? "").OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append($"{(text.Length == 0 ? "" : "\n")}namespace {space.Key}\n");
            foreach (Type type in space.OrderBy(ApiTypeNames.Declared, StringComparer.Ordinal))
            {
                text.Append('\n');
                PrintType(type, text);
            }
        }

        return text.ToString();
    }

    private static bool IsVisible(Type type) =>
        type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!) : type.IsPublic;

    private static void PrintType(Type type, StringBuilder text)
    {
        if (typeof(Delegate).IsAssignableFrom(type) && type.GetMethod("Invoke") is { } invoke)
        {
            text.Append($"public delegate {Return(invoke)} {ApiTypeNames.Declared(type)}({Parameters(invoke)}){Constraints(type.GetGenericArguments())}\n");
            return;
        }

        if (type.IsEnum)
        {
            bool isFlags = type.IsDefined(typeof(FlagsAttribute));
            text.Append($"{(isFlags ? "[Flags] " : "")}public enum {ApiTypeNames.Declared(type)} : {ApiTypeNames.Of(Enum.GetUnderlyingType(type))}\n");
            foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {field.Name} = {field.GetRawConstantValue()}\n");
            }

            return;
        }

        string[] bases = [.. Bases(type)];
        text.Append($"public {Kind(type)} {ApiTypeNames.Declared(type)}{(bases.Length == 0 ? "" : " : " + string.Join(", ", bases))}{Constraints(type.GetGenericArguments())}\n");
        foreach ((_, _, string member) in Members(type).OrderBy(member => member.Rank).ThenBy(member => member.Name, StringComparer.Ordinal).ThenBy(member => member.Text, StringComparer.Ordinal))
        {
            text.Append($"    {member}\n");
        }
    }

    private static string Kind(Type type)
    {
        if (type.IsInterface)
        {
            return "interface";
        }

        if (type.IsValueType)
        {
            string modifiers = (type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "") + (type.IsByRefLike ? "ref " : "");
            return modifiers + (type.GetMethod("PrintMembers", Declared) is null ? "struct" : "record struct");
        }

        string kind = type.GetMethod("<Clone>$", Declared) is null ? "class" : "record";
        return (type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + kind;
    }

    private static IEnumerable<string> Bases(Type type)
    {
        if (!type.IsValueType && type.BaseType is { } parent && parent != typeof(object))
        {
            yield return ApiTypeNames.Of(parent);
        }

        // Equality with itself says nothing that == does not.
        foreach (string name in type.GetInterfaces().Where(face => face.IsVisible && !(type.BaseType?.GetInterfaces().Contains(face) ?? false))
            .Where(face => !face.IsGenericType || face.GetGenericTypeDefinition() != typeof(IEquatable<>)).Select(ApiTypeNames.Of).Order(StringComparer.Ordinal))
        {
            yield return name;
        }
    }

    // With what they are sorted by: kind and name.
    private static IEnumerable<(int Rank, string Name, string Text)> Members(Type type)
    {
        foreach (FieldInfo field in type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !IsGenerated(field)))
        {
            string kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
            string value = field.IsLiteral ? " = " + Constant(field.GetRawConstantValue()) : "";
            yield return (0, field.Name, $"{(field.IsPublic ? "public" : "protected")} {kind}{ApiTypeNames.Of(field)} {field.Name}{value}");
        }

        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(constructor => IsVisible(constructor) && !constructor.IsStatic && !IsGenerated(constructor)))
        {
            yield return (1, "", $"{Access(constructor)} {type.Name.Split('`')[0]}({Parameters(constructor)})");
        }

        foreach (PropertyInfo property in type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(IsVisible) && property.Name != "EqualityContract"))
        {
            yield return (2, property.Name, Property(property));
        }

        foreach (EventInfo @event in type.GetEvents(Declared).Where(@event => IsVisible(@event.AddMethod!)))
        {
            yield return (3, @event.Name, $"{Access(@event.AddMethod!)} {Modifiers(@event.AddMethod!)}event {ApiTypeNames.Of(@event.EventHandlerType!)} {@event.Name}");
        }

        foreach (MethodInfo method in type.GetMethods(Declared).Where(method => IsVisible(method) && !IsGenerated(method)))
        {
            bool isOperator = method.Name.StartsWith("op_", StringComparison.Ordinal);
            bool ofObject = method.GetBaseDefinition().DeclaringType == typeof(object);
            if ((!method.IsSpecialName || isOperator) && !ofObject && !method.Name.StartsWith('<'))
            {
                string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
                yield return (4, method.Name, $"{Access(method)} {Modifiers(method)}{Return(method)} {method.Name}{generic}({Parameters(method)}){Constraints(method.GetGenericArguments())}");
            }
        }
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo[] accessors = [.. property.GetAccessors(true).Where(IsVisible)];
        string access = accessors.Any(accessor => accessor.IsPublic) ? "public" : "protected";
        var text = new StringBuilder($"{access} {Modifiers(accessors[0])}{(property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "")}");
        text.Append(property.GetMethod is { } read && read.ReturnType.IsByRef ? Return(read) : ApiTypeNames.Of(property));
        ParameterInfo[] indices = property.GetIndexParameters();
        text.Append(indices.Length == 0 ? $" {property.Name} {{" : $" this[{string.Join(", ", indices.Select(Parameter))}] {{");
        foreach (MethodInfo accessor in accessors)
        {
            bool isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
            string name = accessor == property.GetMethod ? "get" : isInit ? "init" : "set";
            text.Append(Access(accessor) == access ? $" {name};" : $" {Access(accessor)} {name};");
        }

        return text.Append(" }").ToString();
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static string Modifiers(MethodInfo method)
    {
        string text = method.IsStatic ? "static " : "";
        if (!method.IsVirtual || method.DeclaringType!.IsInterface)
        {
            return text;
        }

        // A result of a narrower type makes it a method of its own to reflection.
        bool overrides = method.GetBaseDefinition() != method || method.IsDefined(typeof(PreserveBaseOverridesAttribute));
        text += method.IsAbstract ? "abstract " : overrides && method.IsFinal ? "sealed " : "";
        text += overrides ? "override " : method.IsAbstract || method.IsFinal ? "" : "virtual ";
        return text;
    }

    private static string Return(MethodInfo method)
    {
        string modifier = !method.ReturnType.IsByRef ? "" : method.ReturnParameter.IsDefined(typeof(IsReadOnlyAttribute)) ? "ref readonly " : "ref ";
        return modifier + ApiTypeNames.Of(method.ReturnParameter);
    }

    private static string Parameters(MethodBase method)
    {
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        string modifier = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? (parameter.IsIn ? "in " : "ref ") : "";
        bool isParams = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute));
        string value = parameter.HasDefaultValue ? " = " + (parameter.DefaultValue is null && parameter.ParameterType.IsValueType ? "default" : Constant(parameter.DefaultValue)) : "";
        return $"{(isParams ? "params " : "")}{modifier}{ApiTypeNames.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Constraints(Type[] parameters)
    {
        var text = new StringBuilder();
        foreach (Type parameter in parameters.Where(parameter => parameter.IsGenericParameter))
        {
            var words = new List<string>();
            GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
            bool isValue = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
            words.AddRange(isValue ? ["struct"] : attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? ["class"] : []);
            words.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(ApiTypeNames.Of));
            words.AddRange(!isValue && attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) ? ["new()"] : []);
            words.AddRange(attributes.HasFlag(GenericParameterAttributes.AllowByRefLike) ? ["allows ref struct"] : []);
            text.Append(words.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", words)}");
        }

        return text.ToString();
    }

    private static string Constant(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute));
}
