namespace PenguinMails.DevVault.Kv;

/// <summary>JSON merge patch: a null removes, an object is merged, everything else replaces. (RFC 7396)</summary>
internal static class MergePatch
{
    public static Dictionary<string, object?> Apply(Dictionary<string, object?> target, Dictionary<string, object?> patch)
    {
        var merged = new Dictionary<string, object?>(target, StringComparer.Ordinal);
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    merged.Remove(name);
                    break;
                case Dictionary<string, object?> inner:
                    merged[name] = Apply(merged.GetValueOrDefault(name) as Dictionary<string, object?> ?? new(StringComparer.Ordinal), inner);
                    break;
                default:
                    merged[name] = value;
                    break;
            }
        }

        return merged;
    }
}
