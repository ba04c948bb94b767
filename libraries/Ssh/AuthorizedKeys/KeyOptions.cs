using System.Collections.Frozen;

namespace PenguinMails.Ssh;

/// <summary>What sshd makes of a line's options.</summary>
internal enum OptionsMeaning
{
    /// <summary>It takes the line.</summary>
    Valid,

    /// <summary>It passes over the line.</summary>
    Invalid,

    /// <summary>There is an option that is not known here, and that another version may know.</summary>
    Unknown,
}

/// <summary>The options in front of a key, read as sshd reads them (sshd(8), AUTHORIZED_KEYS FILE FORMAT).</summary>
internal sealed class KeyOptions
{
    private const int MostVariables = 1024;
    private const int MostPermissions = 4096;
    private const int LongestHost = 1024;
    private const long MostTunnels = 0x7fffffff - 2;

    private static readonly string[] Flags =
        ["port-forwarding", "agent-forwarding", "x11-forwarding", "touch-required", "verify-required", "pty", "user-rc"];

    private static readonly FrozenSet<string> Single = FrozenSet.Create(StringComparer.Ordinal, "command", "principals", "from");

    private static readonly string[] Valued = ["command", "principals", "from", "expiry-time", "environment", "permitopen", "permitlisten", "tunnel"];

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    private KeyOptions()
    {
    }

    public static KeyOptions None { get; } = new();

    public OptionsMeaning Meaning { get; private set; } = OptionsMeaning.Valid;

    /// <summary>The key signs certificates, and does not open the account itself.</summary>
    public bool IsAuthority { get; private set; }

    /// <summary>Whether the answer depends on where the key is used from, on whom a certificate names, or on what the server looks up.</summary>
    public bool IsConditional { get; private set; }

    /// <summary>All ends that are given; the earliest counts.</summary>
    public List<ExpiryTime> Ends { get; } = [];

    /// <summary>The length of the options at the start of a line: up to a blank that no quotes surround.</summary>
    /// <returns>Null when quotes are not closed.</returns>
    public static int? LengthIn(ReadOnlySpan<byte> line)
    {
        var (isQuoted, index) = (false, 0);
        for (; index < line.Length && (isQuoted || !KeyText.IsBlank(line[index])); index++)
        {
            if (IsEscapedQuote(line, index))
            {
                index++;
            }
            else if (line[index] == (byte)'"')
            {
                isQuoted = !isQuoted;
            }
        }

        return isQuoted ? null : index;
    }

    /// <param name="line">The line from its options on; sshd reads options by rules of their own, up to a blank.</param>
    public static KeyOptions Parse(ReadOnlySpan<byte> line)
    {
        var options = new KeyOptions();
        options.Read(line);
        // Of a key that signs nothing.
        if (options.Meaning == OptionsMeaning.Valid && options._seen.Contains("principals") && !options.IsAuthority)
        {
            options.Meaning = OptionsMeaning.Invalid;
        }

        return options;
    }

    private void Read(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty && !KeyText.IsBlank(rest[0]))
        {
            if (!TryFlag(ref rest) && NameOf(rest) is { } name)
            {
                rest = rest[(name.Length + 1)..];
                if (Dequote(ref rest) is not { } value || !Take(name, value))
                {
                    Meaning = OptionsMeaning.Invalid;
                    return;
                }
            }

            if (rest.IsEmpty || KeyText.IsBlank(rest[0]))
            {
                return;
            }

            // An option may be empty.
            if (rest[0] != (byte)',')
            {
                Meaning = OptionsMeaning.Unknown;
                return;
            }

            rest = rest[1..];
            if (rest.IsEmpty)
            {
                Meaning = OptionsMeaning.Invalid;
            }
        }
    }

    private bool TryFlag(ref ReadOnlySpan<byte> rest)
    {
        if (StartsWith(rest, "restrict"))
        {
            rest = rest["restrict".Length..];
            return true;
        }

        if (StartsWith(rest, "cert-authority"))
        {
            IsAuthority = true;
            rest = rest["cert-authority".Length..];
            return true;
        }

        var named = StartsWith(rest, "no-") ? rest[3..] : rest;
        foreach (var flag in Flags)
        {
            if (StartsWith(named, flag))
            {
                rest = named[flag.Length..];
                return true;
            }
        }

        return false;
    }

    private static string? NameOf(ReadOnlySpan<byte> rest)
    {
        foreach (var name in Valued)
        {
            if (StartsWith(rest, name) && rest.Length > name.Length && rest[name.Length] == (byte)'=')
            {
                return name;
            }
        }

        return null;
    }

    /// <returns>Null when there are no quotes, or no second one.</returns>
    private static string? Dequote(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] != (byte)'"')
        {
            return null;
        }

        var value = new StringBuilder();
        for (var index = 1; index < rest.Length; index++)
        {
            if (rest[index] == (byte)'"')
            {
                rest = rest[(index + 1)..];
                return value.ToString();
            }

            index += IsEscapedQuote(rest, index) ? 1 : 0;
            value.Append((char)rest[index]);
        }

        return null;
    }

    /// <returns>Whether sshd takes the value.</returns>
    private bool Take(string name, string value)
    {
        var isFirst = _seen.Add(name);
        if (Single.Contains(name))
        {
            IsConditional |= name is "from" or "principals";
            return isFirst;
        }

        var earlier = _counts.GetValueOrDefault(name);
        switch (name)
        {
            case "expiry-time" when ExpiryTime.Parse(value) is { } end && end != new ExpiryTime(DateTime.UnixEpoch, IsUtc: true):
                Ends.Add(end);
                return true;
            case "environment" when earlier <= MostVariables && value.IndexOf('=') is > 0 and var end && value[..end].All(IsOfVariable):
                _counts[name] = earlier + (_seen.Add("environment " + value[..end]) ? 1 : 0);
                return true;
            case "permitopen" or "permitlisten" when earlier <= MostPermissions:
                _counts[name] = earlier + 1;
                return IsPermission(name == "permitlisten" && !value.Contains(':') ? "*:" + value : value);
            case "tunnel":
                return value.Equals("any", StringComparison.OrdinalIgnoreCase) || (NumberIn(value) is >= 0 and <= MostTunnels);
            default:
                return false;
        }
    }

    // Host and port, with a colon or slash between; the host may be in brackets.
    private bool IsPermission(string value)
    {
        var end = value.StartsWith('[') ? value.IndexOf(']') + 1 : value.IndexOfAny([':', '/']);
        if (end <= 0 && (end < 0 || value.StartsWith('[')))
        {
            return false;
        }

        if (end >= value.Length || value[end] is not (':' or '/') || end > LongestHost)
        {
            return false;
        }

        var port = value[(end + 1)..];
        // The names of services are the server's.
        IsConditional |= port != "*" && NumberIn(port) is null;
        return port == "*" || NumberIn(port) is null or (> 0 and <= ushort.MaxValue);
    }

    // As C's strtoll reads it: with space and a sign in front.
    private static long? NumberIn(string text)
    {
        var digits = text.TrimStart(' ', '\t', '\n', '\v', '\f', '\r');
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static bool IsOfVariable(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    private static bool IsEscapedQuote(ReadOnlySpan<byte> text, int index) =>
        text[index] == (byte)'\\' && index + 1 < text.Length && text[index + 1] == (byte)'"';

    private static bool StartsWith(ReadOnlySpan<byte> text, string name) =>
        text.Length >= name.Length && Encoding.Latin1.GetString(text[..name.Length]).Equals(name, StringComparison.OrdinalIgnoreCase);
}
