using System.Collections;
using PenguinMails.DevVault.Json;

namespace PenguinMails.DevVault.Audit;

/// <summary>Replaces every text in a value by its hash. Names, numbers and booleans stay, as in the original.</summary>
internal static class AuditHasher
{
    public static object? Hash(object? value, AuditSalt salt) => value switch
    {
        string text => salt.Hash(text),
        RawJson raw => Hash(JsonReader.Read(raw.Utf8.Span), salt),
        IReadOnlyDictionary<string, object?> map => HashMap(map, salt),
        IReadOnlyDictionary<string, string> map => HashMap(map, salt),
        IEnumerable items => items.Cast<object?>().Select(item => Hash(item, salt)).ToList(),
        _ => value,
    };

    private static Dictionary<string, object?> HashMap<TValue>(IReadOnlyDictionary<string, TValue> map, AuditSalt salt) =>
        map.ToDictionary(member => member.Key, member => Hash(member.Value, salt), StringComparer.Ordinal);
}
