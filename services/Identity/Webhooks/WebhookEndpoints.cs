using Microsoft.AspNetCore.Mvc;

namespace PenguinMails.Identity.Webhooks;

/// <summary>A tenant's webhooks. The tenant always comes from the token.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/api/v1/tenant/webhooks").RequireAuthorization(AccessPolicies.Tenant).WithTags("Webhooks");
        webhooks.MapGet("", ListAsync).Audited("webhook.view").Describe("listWebhooks", "Lists the tenant's webhooks, newest first");
        webhooks.MapPost("", AddAsync).RequireStepUp().Audited("webhook.create").Describe("createWebhook", "Adds a webhook; its signing secret is shown this once")
            .CanFail(ProblemCatalog.TooManyWebhooks);
        webhooks.MapPost("{webhookId:guid}/rotate-secret", RotateSecretAsync).RequireStepUp().Audited("webhook.rotate_secret")
            .Describe("rotateWebhookSecret", "Replaces the signing secret; the new one is shown this once");
        webhooks.MapPost("{webhookId:guid}/test", TestAsync).RequireStepUp().Audited("webhook.test").Describe("testWebhook", "Sends a test message to a webhook")
            .CanFail(ProblemCatalog.TooManyWebhookTests);
        webhooks.MapDelete("{webhookId:guid}", DeleteAsync).RequireStepUp().Audited("webhook.delete").Describe("deleteWebhook", "Deletes a webhook; what waits for it is not sent");
    }

    private static async Task<Results<Ok<PageOf<Webhook>>, ApiProblem>> ListAsync(
        [FromQuery(Name = "page"), WrittenAs(TextForm.Number)] string? page,
        [FromQuery(Name = "pageSize"), WrittenAs(TextForm.Number)] string? pageSize,
        Caller caller, Database database, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var asked = Page.Parse(page, pageSize, errors);
        return errors.Any
            ? errors.ToProblem()
            : TypedResults.Ok(await database.ReadAsync(read => read.ReadWebhooksAsync(caller.RequiredTenantId, asked), cancellationToken));
    }

    private static Task<Results<Created<PlainTextWebhookSecret>, ApiProblem>> AddAsync(
        NewWebhook body, Caller caller, HttpContext context, WebhookChanges webhooks, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return webhooks.AddAsync(caller, body, cancellationToken);
    }

    private static Task<Results<Ok<PlainTextWebhookSecret>, ApiProblem>> RotateSecretAsync(
        Guid webhookId, Caller caller, HttpContext context, WebhookChanges webhooks, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return webhooks.RotateSecretAsync(caller, webhookId, cancellationToken);
    }

    private static Task<Results<Ok<WebhookTest>, ApiProblem>> TestAsync(Guid webhookId, Caller caller, WebhookChanges webhooks, CancellationToken cancellationToken) =>
        webhooks.TestAsync(caller, webhookId, cancellationToken);

    private static Task<Results<NoContent, ApiProblem>> DeleteAsync(Guid webhookId, Caller caller, WebhookChanges webhooks, CancellationToken cancellationToken) =>
        webhooks.DeleteAsync(caller, webhookId, cancellationToken);
}
