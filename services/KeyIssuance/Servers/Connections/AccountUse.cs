namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>Explains why an account whose key is accepted runs no command.</summary>
internal sealed class AccountUse(AdminSessions sessions, ServerAccounts accounts, IMeantLimits meant)
{
    /// <returns>
    /// Done where sshd's configuration forces another command (<c>ForceCommand</c>, as for file transfers alone) and nothing else stands in the way,
    /// and where a person has said that the account is meant to be as it is.
    /// </returns>
    public async Task<TargetAnswer> ExplainAsync(SecretContext context, string account, SshAnswer.Unusable answer, CancellationToken cancellationToken)
    {
        AccountCheckOutcome? seen = null;
        var looked = await sessions.UseAsync(
            context,
            async session =>
            {
                seen = await accounts.CheckAsync(session, account, cancellationToken);
                return TargetAnswer.Confirmed;
            },
            cancellationToken);
        if (looked is TargetAnswer.Retry { IsUnreachable: true } or TargetAnswer.Fenced)
        {
            return looked;
        }

        var check = seen as AccountCheckOutcome.Checked;
        var limits = check?.Limits.Where(limit => limit.IsInForce).ToArray() ?? [];
        if (check?.Settings.Find("forcecommand") is { } forced && !Array.Exists(limits, limit => !IsNoMatter(limit, forced)))
        {
            return TargetAnswer.Confirmed;
        }

        if (limits.Length > 0 && await meant.AreMeantAsync(context.RequiredServer.ServerId, account, limits, cancellationToken))
        {
            return TargetAnswer.Confirmed;
        }

        return new TargetAnswer.Retry(
            SshAnswers.AccountUnusableCode,
            SshAnswers.Explain(answer) + (limits.Length == 0 ? "" : $" Of the account {account}: {string.Join("; ", limits.Select(limit => limit.Text))}."));
    }

    // It runs within sshd, without the account's shell.
    private static bool IsNoMatter(AccountLimit limit, string forced) =>
        limit.Name == AccountLimit.OfShell && forced.StartsWith("internal-sftp", StringComparison.Ordinal);
}
