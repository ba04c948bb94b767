using System.Globalization;

namespace PenguinMails.AppHost.Development;

/// <summary>Reads environment variables and remembers every one that is wrong.</summary>
internal sealed class SettingsReader
{
    private readonly List<string> _wrong = [];

    public string? Text(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    public int? Port(string name) => Parse<int>(
        name,
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536 ? port : null,
        "a port number");

    /// <summary>False when it is not set.</summary>
    public bool Flag(string name) => Parse<bool>(name, text => bool.TryParse(text, out var flag) ? flag : null, "\"true\" or \"false\"") ?? false;

    /// <summary>A time as hours:minutes:seconds. The hours may exceed 23, which TimeSpan's own parser would read as days.</summary>
    public TimeSpan? Duration(string name, TimeSpan least) => Parse<TimeSpan>(
        name,
        text => ParseDuration(text) is { } span && span >= least ? span : null,
        $"a time of at least {least}, as hh:mm:ss");

    /// <summary>Some of an enumeration's names in lower case, separated by commas.</summary>
    /// <typeparam name="T">An enumeration of flags.</typeparam>
    public T? Flags<T>(string name)
        where T : struct, Enum
    {
        var known = Enum.GetNames<T>().ToDictionary(value => value.ToLowerInvariant(), Enum.Parse<T>, StringComparer.Ordinal);
        return Parse<T>(
            name,
            text => text.Split(',', StringSplitOptions.TrimEntries) is var parts && parts.All(known.ContainsKey)
                ? (T)Enum.ToObject(typeof(T), parts.Aggregate(0, (flags, part) => flags | Convert.ToInt32(known[part], CultureInfo.InvariantCulture)))
                : null,
            "one or more of " + string.Join(", ", known.Keys));
    }

    public Uri? Address(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == "http" || address.Scheme == "https"))
        {
            return address;
        }

        _wrong.Add($"{name}=\"{text}\" is not an http or https address.");
        return null;
    }

    /// <exception cref="InvalidSettingsException">Something read was wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_wrong.Count > 0)
        {
            throw new InvalidSettingsException(string.Join(Environment.NewLine, _wrong));
        }
    }

    private static TimeSpan? ParseDuration(string text)
    {
        var parts = text.Split(':').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray();
        return parts is [>= 0 and < 100_000, >= 0 and < 60, >= 0 and < 60] ? new TimeSpan(parts[0], parts[1], parts[2]) : null;
    }

    private T? Parse<T>(string name, Func<string, T?> parse, string expected)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var value = parse(text);
        if (value is null)
        {
            _wrong.Add($"{name}=\"{text}\" is not {expected}.");
        }

        return value;
    }
}

/// <summary>The person who started the AppHost must change something; the message says what.</summary>
internal sealed class InvalidSettingsException(string message) : Exception(message);
