namespace PenguinMails.ServiceDefaults;

/// <summary>Who may send what, as the contracts say.</summary>
public class SenderRules
{
    /// <param name="message">The message.</param>
    /// <param name="sender">The broker's account that sent it, as the broker has verified it; null when it did not say.</param>
    /// <returns>Why it is refused; null when it is not.</returns>
    public virtual string? Refusal(object message, string? sender)
    {
        var type = message.GetType();
        if (sender is null)
        {
            return $"A message of type {type.Name} came without a sender.";
        }

        if (type.GetCustomAttribute<SentByAttribute>() is not { } allowed || !allowed.Services.Contains(sender, StringComparer.Ordinal))
        {
            return $"'{sender}' sent a message of type {type.Name}, which is not its to send.";
        }

        return message is INamesService named && !named.SpeaksFor(sender) ? $"'{sender}' sent a message of type {type.Name} in another service's name." : null;
    }
}
