namespace PenguinMails.Audit.Alerts;

/// <summary>An external receiver of alerts over HTTP.</summary>
internal interface IAlertChannel : IDeliveryChannel
{
    /// <summary>Whether anything is sent there.</summary>
    bool IsConfigured { get; }

    /// <summary>The message, made anew for each attempt, with the same id every time.</summary>
    /// <exception cref="IOException">A secret's file cannot be read now.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    Task<HttpRequestMessage> RequestAsync(DueDelivery delivery, Alert alert, CancellationToken cancellationToken);
}
