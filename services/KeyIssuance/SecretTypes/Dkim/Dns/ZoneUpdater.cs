using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using ARSoft.Tools.Net.Dns.DynamicUpdate;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Dns;

/// <summary>
/// Writes TXT records by DNS updates (RFC 2136) that a key signs (RFC 8945). An update states what it found before, so that two writers
/// cannot undo each other, and is read back: a server may answer that it did something and have done nothing.
/// </summary>
internal sealed class ZoneUpdater(NameServers servers, IOptions<DkimOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Fudge = TimeSpan.FromMinutes(5);

    /// <summary>Makes one value the only one of the platform's at a name, or removes it.</summary>
    /// <param name="zone">A zone with a key.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The value; null: none.</param>
    /// <param name="isOurs">Whether the platform may have written a value there; others are left alone.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<TargetAnswer> WriteAsync(DnsZone zone, string name, string? value, Func<string, bool> isOurs, CancellationToken cancellationToken)
    {
        var key = zone.Key ?? throw new ArgumentException("The platform does not change this zone.", nameof(zone));
        var before = await servers.TextsAsync(key.Server, name, cancellationToken);
        switch (before)
        {
            case DnsAnswer.NoAnswer silent:
                return new TargetAnswer.Retry(silent.Code, $"{silent.Reason}.");
            case DnsAnswer.Alias alias:
                return value is null ? TargetAnswer.Confirmed : new TargetAnswer.Retry(DnsCodes.Alias, $"{name} is an alias of {alias.Target}.");
        }

        var records = (before as DnsAnswer.Texts)?.Records ?? [];
        var present = records.Where(record => isOurs(record.Value)).ToArray();
        if (records.Count > present.Length && present.Length == 0 && value is not null)
        {
            return new TargetAnswer.Impossible(DnsCodes.NameTaken, $"{name} has a TXT record that the platform has not written: \"{records[0].Value}\".");
        }

        if (IsAsWanted(present, value))
        {
            return TargetAnswer.Confirmed;
        }

        var sent = await SendAsync(zone, key, Update(zone, name, value, records, present), cancellationToken);
        if (sent is TargetAnswer.NotDone)
        {
            return sent;
        }

        var after = await servers.TextsAsync(key.Server, name, cancellationToken);
        var left = (after as DnsAnswer.Texts)?.Records.Where(record => isOurs(record.Value)).ToArray() ?? [];
        return after is not DnsAnswer.NoAnswer && IsAsWanted(left, value)
            ? TargetAnswer.Confirmed
            : new TargetAnswer.Retry(DnsCodes.Ineffective, $"{key.Server} accepted an update of {name} and did not carry it out.");
    }

    private bool IsAsWanted(TextRecord[] present, string? value) =>
        value is null ? present.Length == 0 : present is [{ } only] && only.Value == value && only.Ttl == Ttl;

    private int Ttl => (int)options.Value.RecordTtl.TotalSeconds;

    private DnsUpdateMessage Update(DnsZone zone, string name, string? value, IReadOnlyList<TextRecord> records, TextRecord[] present)
    {
        var at = DomainName.Parse(name);
        var update = new DnsUpdateMessage { ZoneName = DomainName.Parse(zone.Name), TransactionID = (ushort)RandomNumberGenerator.GetInt32(1, ushort.MaxValue + 1) };
        if (records.Count == 0)
        {
            // Nor an alias, beside which the server would add nothing and say that it did.
            update.Prequisites.Add(new NameIsNotInUsePrequisite(at));
        }

        // All of a name's records at once are compared, in the very strings that are served (RFC 2136, 3.2.3).
        foreach (var record in records)
        {
            update.Prequisites.Add(new RecordExistsValueDependantPrequisite(new TxtRecord(at, 0, record.Strings)));
        }

        foreach (var record in present)
        {
            update.Updates.Add(new DeleteRecordUpdate(new TxtRecord(at, 0, record.Strings)));
        }

        if (value is not null)
        {
            // As strings: the library sends the first 255 characters of a longer text alone, and says nothing.
            update.Updates.Add(new AddRecordUpdate(new TxtRecord(at, Ttl, DkimKey.StringsOf(value))));
        }

        return update;
    }

    private async Task<TargetAnswer> SendAsync(DnsZone zone, UpdateKey key, DnsUpdateMessage update, CancellationToken cancellationToken)
    {
        update.TSigOptions = new TSigRecord(
            DomainName.Parse(key.Name), TSigAlgorithm.Sha256, time.GetUtcNow().UtcDateTime, Fudge, update.TransactionID, ReturnCode.NoError, null, key.PlainTextSecret);
        using var client = new DnsClient([key.Server.Address], [new TcpClientTransport(key.Server.Port)], true, (int)options.Value.DnsTimeout.TotalMilliseconds);
        var reply = await client.SendUpdateAsync(update, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return reply is null
            ? new TargetAnswer.Retry(DnsCodes.UpdateSilent, $"{key.Server} does not answer an update of {zone.Name}.")
            : Judge(zone, key, reply);
    }

    private static TargetAnswer Judge(DnsZone zone, UpdateKey key, DnsUpdateMessage reply)
    {
        // TSIG's own errors come with NOTAUTH.
        var fault = reply.TSigOptions?.Error ?? ReturnCode.NoError;
        return (fault, reply.ReturnCode) switch
        {
            (ReturnCode.BadSig or ReturnCode.BadVersion, _) => new TargetAnswer.Retry(DnsCodes.KeyRefused, $"{key.Server} has another secret for the key {key.Name}."),
            (ReturnCode.BadKey, _) => new TargetAnswer.Retry(DnsCodes.KeyUnknown, $"{key.Server} knows no key {key.Name}."),
            (ReturnCode.BadTime, _) => new TargetAnswer.Retry(DnsCodes.Clock, $"The clock of {key.Server} and the platform's differ by more than 5 minutes."),
            (_, ReturnCode.NotAuthoritive or ReturnCode.NotZone) => new TargetAnswer.Retry(DnsCodes.ZoneUnknown, $"{key.Server} does not serve {zone.Name}."),
            (_, ReturnCode.Refused) => new TargetAnswer.Retry(DnsCodes.UpdateRefused, $"{key.Server} refuses the key {key.Name} an update of {zone.Name}."),
            (_, ReturnCode.YXDomain or ReturnCode.YXRRSet or ReturnCode.NXRRSet or ReturnCode.NxDomain) =>
                new TargetAnswer.Retry(DnsCodes.Changed, $"A record of {zone.Name} was changed at the same moment."),
            (_, ReturnCode.NoError) when reply.TSigOptions is { ValidationResult: ReturnCode.NoError } => TargetAnswer.Confirmed,
            (_, ReturnCode.NoError) => new TargetAnswer.Retry(DnsCodes.KeyRefused, $"{key.Server} does not sign its answer with the key {key.Name}."),
            _ => new TargetAnswer.Retry(DnsCodes.UpdateRefused, $"{key.Server} answers {reply.ReturnCode} to an update of {zone.Name}."),
        };
    }
}
