namespace PenguinMails.ServiceDefaults;

/// <summary>Who may send what, as the contracts say.</summary>
public class SenderRules
{
    /// <param name="type">The message's type.</param>
    /// <param name="sender">The broker's account that sent it, as the broker has verified it; null when it did not say.</param>
    /// <returns>Why no message of the type is taken from it; null when they are.</returns>
    public virtual string? Refusal(Type type, string? sender)
    {
        if (sender is null)
        {
            return $"A message of type {type.Name} came without a sender.";
        }

        return type.GetCustomAttribute<SentByAttribute>() is { } allowed && allowed.Services.Contains(sender, StringComparer.Ordinal)
            ? null
            : $"'{sender}' sent a message of type {type.Name}, which is not its to send.";
    }

    /// <param name="message">A message whose type is not refused.</param>
    /// <param name="sender">Who sent it.</param>
    /// <returns>Why it is refused; null when it is not.</returns>
    public virtual string? Refusal(object message, string? sender) => sender is not null && IsOf(message, sender)
        ? null
        : $"'{sender}' sent a message of type {message.GetType().Name} that is another service's.";

    private static bool IsOf(object message, string sender) => message switch
    {
        INamesService named => named.SpeaksFor(sender),
        AlertRaised alert => AlertKinds.RaisedBy(alert.Kind).Contains(sender, StringComparer.Ordinal),
        ApprovalRequested requested => ApprovalKinds.OwnerOf(requested.Kind) == sender,
        ApprovalDecided decided => ApprovalKinds.OwnerOf(decided.Kind) == sender,
        NotifyTenant notice => sender == TellerOf(notice),
        _ => true,
    };

    // API keys have no schedule of rotation: who issues them tells of them.
    private static string TellerOf(NotifyTenant notice) => notice switch
    {
        { Event: TenantEvents.Alert } => PlatformServices.Audit,
        { Secret.Type: ApiKeySecrets.Type } => PlatformServices.KeyIssuance,
        _ => PlatformServices.Rotation,
    };
}
