using PenguinMails.Identity.Notifications;

namespace PenguinMails.Identity.Webhooks;

/// <summary>Changes a tenant's webhooks. Each commits with its audit record.</summary>
internal sealed class WebhookChanges(
    Database database, WebhookSecrets secrets, WebhookUrl urls, AuditTrail trail, IOptions<WebhookOptions> options, TimeProvider time)
{
    private static readonly TimeSpan TestWindow = TimeSpan.FromMinutes(1);

    public async Task<Results<Created<PlainTextWebhookSecret>, ApiProblem>> AddAsync(Caller caller, NewWebhook webhook, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().Require(
            webhook.Events.Count > 0 && webhook.Events.All(TenantEvents.All.Contains), "events", $"Must be one or more of {string.Join(", ", TenantEvents.All)}.");
        if (await urls.FailureOfAsync(webhook.Url, cancellationToken) is { } failure)
        {
            errors.Require(false, "url", failure);
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var (secret, cipherText) = await secrets.CreateAsync(cancellationToken);
        var (webhookId, tenantId) = (Guid.CreateVersion7(), caller.RequiredTenantId);
        return await database.InTransactionAsync<Results<Created<PlainTextWebhookSecret>, ApiProblem>>(
            async transaction =>
            {
                await transaction.LockNoticesAsync(tenantId);
                var isFull = await transaction.CountWebhooksAsync(tenantId) >= options.Value.MaxPerTenant;
                await RecordAsync(transaction, caller, "webhook.create", webhookId, isFull ? ProblemCatalog.TooManyWebhooks : null);
                if (isFull)
                {
                    return new ApiProblem(ProblemCatalog.TooManyWebhooks);
                }

                await transaction.AddWebhookAsync(webhookId, tenantId, webhook, cipherText, time.GetUtcNow());
                return TypedResults.Created((string?)null, new PlainTextWebhookSecret(webhookId, secret));
            },
            cancellationToken);
    }

    public async Task<Results<Ok<PlainTextWebhookSecret>, ApiProblem>> RotateSecretAsync(Caller caller, Guid webhookId, CancellationToken cancellationToken)
    {
        var (secret, cipherText) = await secrets.CreateAsync(cancellationToken);
        return await ChangeAsync(
            caller, webhookId, "webhook.rotate_secret", transaction => transaction.ReplaceSecretAsync(webhookId, caller.RequiredTenantId, cipherText), cancellationToken)
            ? TypedResults.Ok(new PlainTextWebhookSecret(webhookId, secret))
            : new ApiProblem(ProblemCatalog.NotFound);
    }

    public async Task<Results<NoContent, ApiProblem>> DeleteAsync(Caller caller, Guid webhookId, CancellationToken cancellationToken) =>
        await ChangeAsync(
            caller, webhookId, "webhook.delete", transaction => transaction.DeleteWebhookAsync(webhookId, caller.RequiredTenantId, time.GetUtcNow()), cancellationToken)
            ? TypedResults.NoContent()
            : new ApiProblem(ProblemCatalog.NotFound);

    /// <summary>A test is a message that a tenant sends at will, to a receiver of its choice: few at a time.</summary>
    public Task<Results<Ok<WebhookTest>, ApiProblem>> TestAsync(Caller caller, Guid webhookId, CancellationToken cancellationToken)
    {
        var tenantId = caller.RequiredTenantId;
        return database.InTransactionAsync<Results<Ok<WebhookTest>, ApiProblem>>(
            async transaction =>
            {
                await transaction.LockNoticesAsync(tenantId);
                if (!await transaction.HasWebhookAsync(webhookId, tenantId))
                {
                    return new ApiProblem(ProblemCatalog.NotFound);
                }

                var isFull = await transaction.CountTestsAsync(tenantId) >= options.Value.MaxTests;
                await RecordAsync(transaction, caller, "webhook.test", webhookId, isFull ? ProblemCatalog.TooManyWebhookTests : null);
                return isFull
                    ? new ApiProblem(ProblemCatalog.TooManyWebhookTests) { RetryAfter = TestWindow }
                    : TypedResults.Ok(new WebhookTest(await AddTestAsync(transaction, tenantId, webhookId)));
            },
            cancellationToken);
    }

    private async Task<Guid> AddTestAsync(DatabaseTransaction transaction, Guid tenantId, Guid webhookId)
    {
        var now = time.GetUtcNow();
        var notice = new Notice(Guid.CreateVersion7(), tenantId, TenantEvents.Test, null, null, null, null, null, null, now, now);
        await transaction.AddNoticeAsync(notice);
        await transaction.TellAsync(notice.NoticeId, now);
        return await transaction.AddToWebhookAsync(notice, webhookId);
    }

    /// <returns>False when the tenant has no such webhook; nothing is recorded then.</returns>
    private Task<bool> ChangeAsync(Caller caller, Guid webhookId, string action, Func<DatabaseTransaction, Task<bool>> change, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                var isDone = await change(transaction);
                if (isDone)
                {
                    await RecordAsync(transaction, caller, action, webhookId, problem: null);
                }

                return isDone;
            },
            cancellationToken);

    // The address stays out of the ledger, which cannot forget: it can name people, or hold a token.
    private Task RecordAsync(DatabaseTransaction transaction, Caller caller, string action, Guid webhookId, ProblemKind? problem) =>
        trail.RecordAsync(transaction, caller.Actor, new AuditEntry(action, problem is null ? AuditOutcomes.Success : AuditOutcomes.Refused)
        {
            TenantId = caller.TenantId,
            Code = problem?.Code,
            Details = new(StringComparer.Ordinal) { ["webhookId"] = $"{webhookId}" },
        });
}
