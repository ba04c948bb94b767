using Microsoft.AspNetCore.Mvc;

namespace PenguinMails.Identity.Notifications;

/// <summary>What one hears of, and what one was told.</summary>
internal static class NotificationEndpoints
{
    private static readonly string[] Channels = [MessageTable.Mail, MessageTable.Webhook];

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var notifications = routes.MapGroup("/api/v1/notifications").WithTags("Notifications");
        notifications.MapGet("", ListAsync).Audited("notification.view")
            .Describe("listNotifications", "Lists what the caller and the webhooks of the own tenant were told, newest first");
        notifications.MapGet("preferences", ReadAsync).Audited("notification.view").Describe("getNotificationPreferences", "Returns what the caller hears of by mail");
        notifications.MapPut("preferences", ChooseAsync).Audited("notification.choose").Describe("putNotificationPreferences", "Chooses what the caller hears of by mail");
    }

    private static async Task<Results<Ok<PageOf<Notification>>, ApiProblem>> ListAsync(
        [FromQuery(Name = "channel"), OneOf(MessageTable.Mail, MessageTable.Webhook)] string? channel,
        [FromQuery(Name = "status"), OneOf(typeof(NotificationStatuses))] string? status,
        [FromQuery(Name = "event"), OneOf(typeof(TenantEvents))] string? tenantEvent,
        [FromQuery(Name = "page"), WrittenAs(TextForm.Number)] string? page,
        [FromQuery(Name = "pageSize"), WrittenAs(TextForm.Number)] string? pageSize,
        Caller caller, Database database, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .RequireOneOf(channel, Channels, "channel").RequireOneOf(status, NotificationStatuses.All, "status").RequireOneOf(tenantEvent, [.. TenantEvents.All, TenantEvents.Test, TenantEvents.PreferencesChanged], "event");
        var asked = Page.Parse(page, pageSize, errors);
        return errors.Any
            ? errors.ToProblem()
            : TypedResults.Ok(await database.ReadAsync(read => read.ReadNotificationsAsync(caller, channel, status, tenantEvent, asked), cancellationToken));
    }

    private static async Task<Ok<NotificationPreferences>> ReadAsync(Caller caller, Database database, IMailSetup mail, CancellationToken cancellationToken) =>
        TypedResults.Ok(await database.ReadAsync(read => read.ReadPreferencesAsync(caller, mail.IsSetUp), cancellationToken));

    private static async Task<Results<Ok<NotificationPreferences>, ApiProblem>> ChooseAsync(
        PreferenceChoice body, Caller caller, PreferenceChanges preferences, CancellationToken cancellationToken) =>
        body.Validate(caller.Role) is { Any: true } errors ? errors.ToProblem()
            : await preferences.ChooseAsync(caller, body.Events, cancellationToken) is { } chosen ? TypedResults.Ok(chosen)
            : new ApiProblem(ProblemCatalog.NotFound);
}
