using System.Collections;
using System.Collections.Concurrent;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Finds what a message's type promises and JSON does not: no null where there is always something. One such message would fail in the midst of
/// a batch, with all the others.
/// </summary>
internal static class MessageShape
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Part>> Known = new();

    /// <exception cref="MalformedMessageException">Something is missing.</exception>
    public static void Check(object message) => Check(message, message.GetType().Name);

    private static void Check(object value, string path)
    {
        foreach (var part in Known.GetOrAdd(value.GetType(), PartsOf))
        {
            CheckPart(part.Read(value), part.Nullability, $"{path}.{part.Name}");
        }
    }

    private static void CheckPart(object? value, NullabilityInfo nullability, string path)
    {
        if (value is null)
        {
            if (nullability.ReadState == NullabilityState.NotNull)
            {
                throw new MalformedMessageException($"{path} is missing.");
            }

            return;
        }

        if (value is IDictionary or string)
        {
            CheckTexts(value as IDictionary, nullability, path);
        }
        else if (value is IEnumerable list)
        {
            var element = nullability.ElementType ?? nullability.GenericTypeArguments.FirstOrDefault();
            foreach (var item in list)
            {
                if (element is not null)
                {
                    CheckPart(item, element, path + "[]");
                }
            }
        }
        else if (value.GetType().Assembly == typeof(IEvent).Assembly)
        {
            Check(value, path);
        }
    }

    private static void CheckTexts(IDictionary? texts, NullabilityInfo nullability, string path)
    {
        if (texts is not null && nullability.GenericTypeArguments is [_, { ReadState: NullabilityState.NotNull }])
        {
            foreach (var value in texts.Values)
            {
                _ = value ?? throw new MalformedMessageException($"{path}[] is missing.");
            }
        }
    }

    private static IReadOnlyList<Part> PartsOf(Type type)
    {
        var context = new NullabilityInfoContext();
        return [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => !property.PropertyType.IsValueType && property.GetIndexParameters().Length == 0)
            .Select(property => new Part(property.Name, property.GetValue, context.Create(property)))];
    }

    private sealed record Part(string Name, Func<object, object?> Read, NullabilityInfo Nullability);
}

/// <summary>The message lacks something that its type promises.</summary>
internal sealed class MalformedMessageException(string message) : Exception(message);
