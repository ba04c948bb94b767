namespace PenguinMails.Audit.Evidence;

/// <summary>Whether what is recorded gets signed.</summary>
internal sealed class CheckpointRule(IOptions<EvidenceOptions> options) : IEvidenceRule
{
    public const string Kind = "audit.checkpoints_silent";

    public async Task<IReadOnlyList<Silence>> JudgeAsync(DatabaseTransaction transaction, WatchRound round)
    {
        var unsigned = await transaction.QueryAsync<Unsigned>(
            """
            select c.chain, r.recorded_at from audit_chain c
            left join lateral (select last_sequence from audit_checkpoint where chain = c.chain order by number desc limit 1) p on true
            join lateral (
                select recorded_at from audit_record
                where chain = c.chain and sequence = coalesce(p.last_sequence, 0) + 1 and recorded_at < now() - @CheckpointSilence limit 1) r on true
            where c.last_sequence > coalesce(p.last_sequence, 0)
            """,
            new { options.Value.CheckpointSilence });
        return
        [
            .. unsigned
                .Where(chain => round.JudgedSince(EvidenceSources.Checkpoints(chain.Chain)) < round.Now - options.Value.CheckpointSilence)
                .Select(chain => new Silence(
                    EvidenceSources.Checkpoints(chain.Chain), chain.RecordedAt, Kind,
                    $"Records of the audit ledger's chain {chain.Chain} are not covered by a signed checkpoint",
                    "Audit's log says why: Vault is away or sealed, the policy for transit/sign/audit-checkpoints is missing, or the ledger is broken.")),
        ];
    }

    private sealed record Unsigned(string Chain, DateTimeOffset RecordedAt);
}
