namespace PenguinMails.Audit.Delivery;

/// <summary>The routing key or signing secret of a channel.</summary>
internal readonly record struct PlainTextChannelSecret(string Value)
{
    /// <exception cref="IOException">The file is gone or empty.</exception>
    public static async Task<PlainTextChannelSecret> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var text = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        return text.Length > 0 ? new PlainTextChannelSecret(text) : throw new IOException("The channel's secret file is empty.");
    }

    public override string ToString() => "(redacted)";
}
