using System.ComponentModel.DataAnnotations;

namespace PenguinMails.Identity.Notifications;

/// <summary>What somebody hears of by mail.</summary>
/// <param name="Events">The events of which mails come.</param>
/// <param name="Available">The events that there are for this person.</param>
/// <param name="IsDefault">Whether that is what the role hears of until somebody chooses.</param>
/// <param name="Mail">Whether the platform can send mail.</param>
public sealed record NotificationPreferences(
    [property: OneOf(typeof(TenantEvents))] IReadOnlyList<string> Events,
    [property: OneOf(typeof(TenantEvents))] IReadOnlyList<string> Available,
    bool IsDefault,
    bool Mail);

/// <summary>What somebody wants to hear of by mail.</summary>
/// <param name="Events">All of them; none: no mail comes.</param>
[Example("""{"events":["rotated","grace_ending","revoked"]}""")]
public sealed record PreferenceChoice([property: OneOf(typeof(TenantEvents)), MaxLength(20)] IReadOnlyList<string> Events)
{
    internal FieldErrors Validate(string role)
    {
        var available = Preferences.AvailableTo(role);
        return new FieldErrors()
            .Require(Events.All(available.Contains), "events", available.Count == 0 ? "There is nothing to choose for this role." : $"Must be of {string.Join(", ", available)}.");
    }
}

internal static class Preferences
{
    /// <summary>What a tenant's owner hears of until they choose.</summary>
    public static readonly string[] OfOwners = [.. TenantEvents.All];

    /// <summary>Events are those of one's own tenant.</summary>
    public static IReadOnlyList<string> AvailableTo(string role) => role is Roles.TenantOwner or Roles.TenantAdmin ? TenantEvents.All : [];

    public static async Task<NotificationPreferences> ReadPreferencesAsync(this DatabaseTransaction read, Caller caller, bool canMail)
    {
        var chosen = await read.QueryAsync<string[]>("select events from notification_preference where user_id = @UserId", new { caller.UserId });
        var available = AvailableTo(caller.Role);
        IReadOnlyList<string> ofRole = caller.Role == Roles.TenantOwner ? OfOwners : [];
        return new NotificationPreferences(
            [.. (chosen.Count > 0 ? chosen[0] : ofRole).Where(available.Contains)], available, IsDefault: chosen.Count == 0, canMail);
    }

    /// <returns>False when the caller is no person.</returns>
    public static async Task<bool> ChooseAsync(this DatabaseTransaction transaction, Guid userId, IEnumerable<string> events) => await transaction.ExecuteAsync(
        """
        insert into notification_preference (user_id, events) select user_id, @events from platform_user where user_id = @userId
        on conflict (user_id) do update set events = excluded.events
        """,
        new { userId, events = events.Distinct(StringComparer.Ordinal).ToArray() }) == 1;
}
