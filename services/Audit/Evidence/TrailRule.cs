using PenguinMails.Audit.VaultTrail.Calls;
using PenguinMails.Audit.VaultTrail.Configuration;

namespace PenguinMails.Audit.Evidence;

/// <summary>Whether the calls that this service makes to Vault appear in Vault's trail, on each way by which it comes.</summary>
internal sealed class TrailRule(IOptions<VaultTrailOptions> options) : IEvidenceRule
{
    public const string Kind = "audit.vault_trail_silent";

    public async Task<IReadOnlyList<Silence>> JudgeAsync(DatabaseTransaction transaction, WatchRound round)
    {
        var silences = new List<Silence>();
        foreach (var (way, place) in new[] { (TrailWay.File, options.Value.File), (TrailWay.Socket, options.Value.Listen) })
        {
            if (place is not null && await SilentSinceAsync(transaction, way, round) is { } since)
            {
                silences.Add(SilenceOf(way, place, since));
            }
        }

        return silences;
    }

    // What was called before this instance watched may be in what it has yet to read. A known silence lasts until a call of since then
    // appears: that Vault answers no more calls ends nothing.
    private async Task<DateTimeOffset?> SilentSinceAsync(DatabaseTransaction transaction, TrailWay way, WatchRound round)
    {
        var source = EvidenceSources.Trail(way);
        if (round.SilentSince(source) is { } known && !await TrailCalls.HasAppearedAsync(transaction, way, known))
        {
            return known;
        }

        var (missing, judged) = (await TrailCalls.FirstMissingAsync(transaction, way), round.JudgedSince(source));
        return (missing > judged ? missing : judged) < round.Now - options.Value.Silence ? missing : null;
    }

    private static Silence SilenceOf(TrailWay way, string place, DateTimeOffset missing) => new(
        EvidenceSources.Trail(way), missing, Kind,
        way == TrailWay.File
            ? $"Vault answers this service's calls, and its audit file {place} does not have them: what is done in Vault is not recorded, and reads of material are not checked"
            : $"Vault answers this service's calls, and its socket audit device does not bring them to {place}",
        way == TrailWay.File
            ? "Find out who renamed, removed or replaced the file, or disabled the device. If it was rotated, put the old file back beside it and send Vault a SIGHUP; what it wrote meanwhile is read then."
            : "Find out who disabled the device (vault audit list); VaultOperations enables it anew. See whether Vault reaches the address.");
}
