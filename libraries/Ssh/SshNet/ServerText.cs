namespace PenguinMails.Ssh.SshNet;

/// <summary>What a server writes, as far as people are shown it.</summary>
internal static class ServerText
{
    private const int MostCharacters = 200;

    /// <summary>The last line that says something, cut, without control characters.</summary>
    public static string LastLineOf(string text)
    {
        var line = text.AsSpan().Trim();
        line = line[(line.LastIndexOf('\n') + 1)..].Trim();
        return string.Concat(line[..Math.Min(line.Length, MostCharacters)].ToArray().Where(character => !char.IsControl(character)));
    }
}
