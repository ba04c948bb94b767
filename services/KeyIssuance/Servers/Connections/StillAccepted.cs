namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>Explains why a server accepts a key that was removed from its account: sshd may read it elsewhere.</summary>
internal sealed class StillAccepted(AdminSessions sessions, ServerAccounts accounts)
{
    public const string Code = "still_accepted";

    public async Task<TargetAnswer.Retry> ExplainAsync(SecretContext context, string account, PublicKey key, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> places = [];
        // Without a session nothing more is known than what the server answered.
        await sessions.UseAsync(
            context,
            async session =>
            {
                places = await accounts.FindElsewhereAsync(session, account, key, cancellationToken);
                return TargetAnswer.Confirmed;
            },
            cancellationToken);
        return new TargetAnswer.Retry(Code, places.Count == 0
            ? $"The server still accepts the key {key.Fingerprint}."
            : $"The server still accepts the key {key.Fingerprint}: it is also in {string.Join(" and in ", places)}. Remove it there.");
    }
}
