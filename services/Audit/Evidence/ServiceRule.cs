using PenguinMails.Audit.VaultTrail.Access;

namespace PenguinMails.Audit.Evidence;

/// <summary>
/// Whether each service is heard of. Silence is measured by what else came through the broker: while nothing comes, nobody is silent, and
/// after that everybody gets the whole time anew.
/// </summary>
internal sealed class ServiceRule(AccessTable accesses, IOptions<EvidenceOptions> options) : IEvidenceRule
{
    public const string Kind = "messaging.service_silent";

    public async Task<IReadOnlyList<Silence>> JudgeAsync(DatabaseTransaction transaction, WatchRound round)
    {
        if (await accesses.AwaitedServiceAsync(transaction) is { } awaited)
        {
            await transaction.ExpectAsync(EvidenceSources.Service(awaited));
        }

        return round.Known.GetValueOrDefault(EvidenceSources.Broker) is not { } broker ? [] :
        [
            .. round.Known.Values
                .Where(row => EvidenceSources.ServiceOf(row.Source) is not null && IsSilent(row, broker, round.WatchingSince, options.Value.ServiceSilence))
                .Select(SilenceOf),
        ];
    }

    /// <summary>
    /// Whether others were heard of for longer than <paramref name="silence"/> while this service was not. One that is known to be silent
    /// is so until it is heard of, whatever happened to the broker or this instance meanwhile.
    /// </summary>
    public static bool IsSilent(EvidenceRow service, EvidenceRow broker, DateTimeOffset watchingSince, TimeSpan silence)
    {
        var seen = service.SeenAt ?? service.ExpectedSince;
        DateTimeOffset[] begins = service.SilentSince is null ? [seen, broker.SteadySince, watchingSince] : [seen];
        return broker.SeenAt - begins.Max() > silence;
    }

    private static Silence SilenceOf(EvidenceRow row)
    {
        var service = EvidenceSources.ServiceOf(row.Source);
        return new Silence(
            row.Source, row.SeenAt ?? row.ExpectedSince, Kind,
            $"Nothing is heard of {service}, while messages of others arrive: its audit records and alerts do not arrive either, and reads in Vault that they may explain are not judged",
            $"See whether {service} runs, and what its /health says of 'outbox' and 'broker'. If it was removed for good: delete from evidence where source = '{row.Source}', as the owner of the audit database.");
    }
}
