using MassTransit;

namespace PenguinMails.ServiceDefaults;

/// <summary>The broker's account that sent a message, as the broker has verified it.</summary>
internal sealed record VerifiedSender(string Name)
{
    public static VerifiedSender Of(ConsumeContext context) => context.ReceiveContext.GetPayload<VerifiedSender>();
}
