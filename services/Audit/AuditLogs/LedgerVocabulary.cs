namespace PenguinMails.Audit.AuditLogs;

/// <summary>
/// Knows the actions and types of secrets that a filter can name: what this build records, and what occurs in the ledger, where other
/// builds have written as well. A misspelt one would find nothing, which looks like an answer.
/// </summary>
internal sealed class LedgerVocabulary(Database database)
{
    private static readonly IReadOnlyList<string> Types = [.. SecretTypes.Rotated, ApiKeySecrets.Type];

    /// <summary>Records which words of the filter are unknown.</summary>
    public async Task RequireKnownAsync(AuditLogFilter filter, FieldErrors errors, CancellationToken cancellationToken)
    {
        if (filter.Action is { } action && AuditLogFilter.IsText(action) && !ActionNames.AreKnown(action) && !await OccursAsync("action", action, cancellationToken))
        {
            errors.Require(false, "action", $"Is neither an action nor a group of actions. {NearMatches.Hint(action, ActionNames.All)}");
        }

        if (filter.SecretType is { } type && AuditLogFilter.IsText(type) && !Types.Contains(type) && !await OccursAsync("secret_type", type, cancellationToken))
        {
            errors.Require(false, "secretType", $"Is no type of secrets. {NearMatches.Hint(type, Types)}");
        }
    }

    private Task<bool> OccursAsync(string column, string value, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ScalarAsync<bool>($"select exists (select from audit_kind where {column} = @value)", new { value }), cancellationToken);
}
