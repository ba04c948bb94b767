using System.Text;
using PenguinMails.DevVault.Json;

namespace PenguinMails.DevVault.AppRole;

/// <summary>The metadata of a secret id: JSON text, "a=b,c=d", or either in base64.</summary>
internal static class SecretIdMetadata
{
    /// <exception cref="FormatException">None of these.</exception>
    public static Dictionary<string, string> Parse(string text)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (text.Length == 0)
        {
            return metadata;
        }

        var decoded = new byte[text.Length];
        if (Convert.TryFromBase64String(text, decoded, out var length))
        {
            text = Encoding.UTF8.GetString(decoded.AsSpan(0, length));
        }

        return FromJson(text, metadata) ? metadata : FromPairs(text, metadata);
    }

    private static bool FromJson(string text, Dictionary<string, string> metadata)
    {
        try
        {
            if (JsonReader.Read(Encoding.UTF8.GetBytes(text)) is not Dictionary<string, object?> members || !members.Values.All(value => value is string))
            {
                return false;
            }

            foreach (var (name, value) in members)
            {
                metadata[name] = (string)value!;
            }

            return true;
        }
        catch (JsonParseException)
        {
            return false;
        }
    }

    private static Dictionary<string, string> FromPairs(string text, Dictionary<string, string> metadata)
    {
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split('=') is not [var name, var value])
            {
                throw new FormatException("failed to parse the input: invalid <key,value> format");
            }

            metadata[name.Trim()] = value.Trim();
        }

        return metadata;
    }
}
