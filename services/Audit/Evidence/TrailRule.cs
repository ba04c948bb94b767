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
            if (place is not null && await TrailCalls.FirstMissingAsync(transaction, way) is { } missing && IsSilent(missing, round))
            {
                silences.Add(SilenceOf(way, place, missing));
            }
        }

        return silences;
    }

    // What was called before this instance watched may be in what it has yet to read.
    private bool IsSilent(DateTimeOffset missing, WatchRound round) =>
        (missing > round.WatchingSince ? missing : round.WatchingSince) < round.Now - options.Value.Silence;

    private static Silence SilenceOf(TrailWay way, string place, DateTimeOffset missing) => new(
        EvidenceSources.Trail(way), missing, Kind,
        way == TrailWay.File
            ? $"Vault answers this service's calls, and its audit file {place} does not have them: what is done in Vault is not recorded, and reads of material are not checked"
            : $"Vault answers this service's calls, and its socket audit device does not bring them to {place}",
        way == TrailWay.File
            ? "Find out who renamed, removed or replaced the file, or disabled the device. If it was rotated, put the old file back beside it and send Vault a SIGHUP; what it wrote meanwhile is read then."
            : "Find out who disabled the device (vault audit list); VaultOperations enables it anew. See whether Vault reaches the address.");
}
