using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Signing;

/// <summary>A signature of a message.</summary>
/// <param name="Selector">The key's selector.</param>
/// <param name="Fault">Why it is not valid, as the end of a sentence; null when it is.</param>
internal sealed record SeenSignature(string Selector, string? Fault);

/// <summary>Checks signatures with the keys that the domain's own name servers publish.</summary>
internal sealed class SignatureCheck(ZoneFinder zones, NameServers servers)
{
    /// <param name="message">A message as it was delivered.</param>
    /// <param name="domain">Whose signatures are looked at.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<IReadOnlyList<SeenSignature>> ReadAsync(byte[] message, string domain, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(WithFullLineEnds(message));
        using var parsed = await MimeMessage.LoadAsync(stream, cancellationToken);
        var seen = new List<SeenSignature>();
        foreach (var header in parsed.Headers.Where(header => header.Id == HeaderId.DkimSignature))
        {
            var tags = KeyRecord.Parse(header.Value)?.Tags;
            if (tags is not null && tags.TryGetValue("s", out var selector) && tags.GetValueOrDefault("d")?.Equals(domain, StringComparison.OrdinalIgnoreCase) == true)
            {
                seen.Add(new SeenSignature(selector, await FaultOfAsync(parsed, header, DkimKey.SigningNameOf(domain, selector), cancellationToken)));
            }
        }

        return seen;
    }

    private async Task<string?> FaultOfAsync(MimeMessage message, Header signature, string name, CancellationToken cancellationToken)
    {
        var (record, fault) = await RecordAsync(name, cancellationToken);
        if (record is null)
        {
            return fault;
        }

        try
        {
            // A new locator for each: what one signature needs says nothing of another.
            return await new DkimVerifier(new OneRecord(record)).VerifyAsync(message, signature, cancellationToken) ? null : "it does not fit the message";
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or NotSupportedException or InvalidOperationException or CryptoException)
        {
            return $"it cannot be checked ({failure.Message})";
        }
    }

    /// <summary>The one record at a name, by way of an alias if there is one.</summary>
    private async Task<(string? Record, string Fault)> RecordAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await FirstAnswerAsync(name, cancellationToken);
        if (answer is DnsAnswer.Alias alias)
        {
            answer = await FirstAnswerAsync(alias.Target, cancellationToken);
        }

        return answer switch
        {
            DnsAnswer.Texts { Records: [{ } only] } when KeyRecord.Parse(only.Value) is { IsRevoked: false } read => (Plain(read), ""),
            DnsAnswer.Texts { Records.Count: 1 } => (null, "its key is revoked or no key record"),
            DnsAnswer.Texts => (null, "its name has several TXT records"),
            DnsAnswer.NoAnswer none => (null, none.Reason),
            _ => (null, "its key is not published"),
        };
    }

    private async Task<DnsAnswer> FirstAnswerAsync(string name, CancellationToken cancellationToken)
    {
        DnsAnswer answer = new DnsAnswer.NoAnswer(DnsCodes.ZoneUnknown, $"the zone of {name} is not found");
        if (await zones.FindAsync(name, cancellationToken) is ZoneAnswer.Found found)
        {
            foreach (var server in found.Zone.Servers)
            {
                answer = await servers.TextsAsync(server, name, cancellationToken);
                if (answer is not DnsAnswer.NoAnswer)
                {
                    return answer;
                }
            }
        }

        return answer;
    }

    // The library does not read blanks that the standard allows around the equals sign.
    private static string Plain(KeyRecord record) => string.Join("; ", record.Tags.Select(tag => $"{tag.Key}={(tag.Key == "p" ? record.PublicKey : tag.Value)}"));

    // A mailbox keeps lines as Unix does; they were signed with both characters.
    private static byte[] WithFullLineEnds(byte[] message) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(message).ReplaceLineEndings("\n").Replace("\n", "\r\n", StringComparison.Ordinal));

    private sealed class OneRecord(string record) : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            GetPublicKey(record);

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(GetPublicKey(record));
    }
}
