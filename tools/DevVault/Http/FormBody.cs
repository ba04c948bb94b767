using System.Text;
using PenguinMails.DevVault.Fields;

namespace PenguinMails.DevVault.Http;

/// <summary>HTML forms. Many clients label JSON as a form by mistake (curl does), so what it starts with decides.</summary>
internal static class FormBody
{
    public static bool IsForm(string? contentType, ReadOnlySpan<byte> body)
    {
        if (contentType is null || !contentType.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var start = body.TrimStart(" \t\r\n"u8);
        return !start.IsEmpty && start[0] is not ((byte)'{' or (byte)'[');
    }

    /// <summary>A name that comes once is text, one that comes several times a list.</summary>
    public static Dictionary<string, object?> Parse(ReadOnlySpan<byte> body)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in RequestTarget.Parse("?" + Encoding.UTF8.GetString(body))!.Query())
        {
            Add(parameters, name, value);
        }

        return parameters;
    }

    public static void Add(Dictionary<string, object?> parameters, string name, string value)
    {
        if (!parameters.TryGetValue(name, out var known))
        {
            parameters[name] = value;
        }
        else if (known is List<object?> several)
        {
            several.Add(value);
        }
        else
        {
            parameters[name] = new RepeatedParameter { known, value };
        }
    }
}
