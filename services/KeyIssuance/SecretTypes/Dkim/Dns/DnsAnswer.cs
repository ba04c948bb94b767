namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;

/// <summary>What a name server says of a name.</summary>
internal abstract record DnsAnswer
{
    private DnsAnswer() { }

    /// <summary>It has TXT records.</summary>
    public sealed record Texts(IReadOnlyList<TextRecord> Records) : DnsAnswer;

    /// <summary>It is an alias (CNAME).</summary>
    /// <param name="Target">Without a dot at the end, lower case.</param>
    /// <param name="Ttl">How long it may be remembered, in seconds.</param>
    public sealed record Alias(string Target, int Ttl) : DnsAnswer;

    /// <summary>There is no such name, or none of these records.</summary>
    public sealed record Nothing : DnsAnswer;

    /// <summary>The server gave no answer that counts.</summary>
    /// <param name="Code">A stable code.</param>
    /// <param name="Reason">The cause as the end of a sentence.</param>
    public sealed record NoAnswer(string Code, string Reason) : DnsAnswer;
}

/// <summary>A TXT record.</summary>
/// <param name="Strings">Its strings as the server has split them.</param>
/// <param name="Ttl">How long it may be remembered, in seconds.</param>
internal sealed record TextRecord(IReadOnlyList<string> Strings, int Ttl)
{
    /// <summary>The strings joined, as verifiers read them.</summary>
    public string Value => string.Concat(Strings);
}
