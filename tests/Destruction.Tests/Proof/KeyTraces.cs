namespace PenguinMails.Destruction.Tests.Proof;

/// <summary>Looks for parts of very many private keys in very long texts, in one pass.</summary>
internal sealed class KeyTraces
{
    private const int Window = 32;

    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);

    /// <param name="privateKeys">In OpenSSH's form, whose first lines are alike for all keys.</param>
    public KeyTraces(IEnumerable<string> privateKeys)
    {
        foreach (var line in privateKeys.SelectMany(key => key.Split('\n').Where(line => line.Length >= Window && !line.StartsWith('-')).Skip(1)))
        {
            _parts.Add(line[..Window]);
        }
    }

    public bool AreIn(string text)
    {
        var lookup = _parts.GetAlternateLookup<ReadOnlySpan<char>>();
        var length = 0;
        for (var index = 0; index < text.Length; index++)
        {
            length = char.IsAsciiLetterOrDigit(text[index]) || text[index] is '+' or '/' ? length + 1 : 0;
            if (length >= Window && lookup.Contains(text.AsSpan(index - Window + 1, Window)))
            {
                return true;
            }
        }

        return false;
    }
}
