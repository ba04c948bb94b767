using PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.Passwords;

/// <summary>What the two password files shall have of a secret.</summary>
/// <param name="Current">In the file of present passwords; null: nothing.</param>
/// <param name="Previous">In the file of those that work beside them; null: nothing.</param>
internal sealed record Arrangement(PasswordEntry? Current, PasswordEntry? Previous);

/// <summary>What the two password files have of a secret.</summary>
internal sealed record FoundEntries(IReadOnlyList<PasswordEntry> Current, IReadOnlyList<PasswordEntry> Previous)
{
    /// <returns>Null when neither file has an entry of the version.</returns>
    public PasswordEntry? Of(SecretVersion? version) =>
        version is null ? null : Current.Concat(Previous).FirstOrDefault(entry => entry.Is(version.VersionId));
}

/// <summary>
/// A secret's entries in the two password files of a tenant's mail server, one in each at most. A password that stays accepted is written to its new file
/// before it leaves the old one, so that a crash in between leaves it twice and never not at all.
/// </summary>
internal sealed class PasswordSlots(AdminSessions sessions, ServerPasswordFiles files, IOptions<SmtpOptions> options)
{
    /// <summary>The mail server has an entry of the account that the platform did not make.</summary>
    public const string AccountTaken = "mail_account_taken";

    private const string CodePrefix = "password_file_";

    /// <summary>Makes the files have what is wanted, and ends the account's sessions where that is asked for.</summary>
    /// <param name="context">The operation.</param>
    /// <param name="wanted">Says from what the files have what they shall have.</param>
    /// <param name="endsSessions">Whether the account's sessions at Dovecot end, too.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public Task<TargetAnswer> ArrangeAsync(
        SecretContext context, Func<FoundEntries, Arrangement> wanted, bool endsSessions, CancellationToken cancellationToken) => sessions.UseAsync(
        context,
        async session =>
        {
            var username = SmtpSettings.Of(context).Username;
            Task<PasswordFileOutcome> ReadAsync(string path) => files.ReadAsync(session, path, cancellationToken);
            Task<PasswordFileOutcome> EditAsync(string path, PasswordEntry? entry) =>
                files.EditAsync(session, path, username, context.SecretId, context.Fence, entry, cancellationToken);

            var answer = await ArrangeAsync(context, username, wanted, ReadAsync, EditAsync);
            return answer is TargetAnswer.Done && endsSessions && await files.EndSessionsAsync(session, username, cancellationToken) is { } notEnded
                ? new TargetAnswer.Retry("mail_sessions_" + notEnded.Code, $"{context.RequiredServer.Address}: {notEnded.Detail}")
                : answer;
        },
        cancellationToken);

    /// <summary>What the files have of the secret.</summary>
    /// <returns>The entries, or why they cannot be told.</returns>
    public async Task<(FoundEntries? Found, TargetAnswer Answer)> FindAsync(SecretContext context, CancellationToken cancellationToken)
    {
        FoundEntries? found = null;
        var answer = await sessions.UseAsync(
            context,
            async session =>
            {
                (found, _, var read) = await ReadBothAsync(context, path => files.ReadAsync(session, path, cancellationToken));
                return read;
            },
            cancellationToken);
        return (found, answer);
    }

    private async Task<TargetAnswer> ArrangeAsync(
        SecretContext context,
        string username,
        Func<FoundEntries, Arrangement> wanted,
        Func<string, Task<PasswordFileOutcome>> read,
        Func<string, PasswordEntry?, Task<PasswordFileOutcome>> edit)
    {
        var (found, isTaken, answer) = await ReadBothAsync(context, read);
        if (found is null)
        {
            return answer;
        }

        var arrangement = wanted(found);
        if (isTaken && arrangement is not { Current: null, Previous: null })
        {
            return new TargetAnswer.Impossible(
                AccountTaken, $"{context.RequiredServer.Address}: a password file has an entry of {username} that the platform has not made.")
            {
                IsUntouched = true,
            };
        }

        (string Path, PasswordEntry? Entry) current = (options.Value.CurrentFile, arrangement.Current);
        (string Path, PasswordEntry? Entry) previous = (options.Value.PreviousFile, arrangement.Previous);
        var movesToPrevious = arrangement.Previous is { } stays && !found.Previous.Contains(stays);
        foreach (var (path, entry) in movesToPrevious ? [previous, current] : new[] { current, previous })
        {
            if (ToTarget(context, await edit(path, entry)) is TargetAnswer.NotDone notEdited)
            {
                return notEdited;
            }
        }

        return TargetAnswer.Confirmed;
    }

    private async Task<(FoundEntries? Found, bool IsTaken, TargetAnswer Answer)> ReadBothAsync(
        SecretContext context, Func<string, Task<PasswordFileOutcome>> read)
    {
        var (found, isTaken) = (new List<IReadOnlyList<PasswordEntry>>(), false);
        foreach (var path in new[] { options.Value.CurrentFile, options.Value.PreviousFile })
        {
            var outcome = await read(path);
            if (outcome is not PasswordFileOutcome.Found { File: var file })
            {
                return (null, false, ToTarget(context, outcome));
            }

            found.Add(file.EntriesOf(context.SecretId));
            isTaken |= file.HasOther(SmtpSettings.Of(context).Username, context.SecretId);
        }

        return (new FoundEntries(found[0], found[1]), isTaken, TargetAnswer.Confirmed);
    }

    private static TargetAnswer ToTarget(SecretContext context, PasswordFileOutcome outcome) => outcome switch
    {
        PasswordFileOutcome.Edited => TargetAnswer.Confirmed,
        PasswordFileOutcome.Fenced fenced => new TargetAnswer.Fenced(fenced.Highest),
        PasswordFileOutcome.NotPossible problem => new TargetAnswer.Retry(CodePrefix + problem.Code, $"{context.RequiredServer.Address}: {problem.Detail}"),
        _ => throw new InvalidOperationException("A password file answered in an unknown way."),
    };
}
