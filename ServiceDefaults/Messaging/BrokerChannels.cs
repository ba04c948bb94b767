using RabbitMQ.Client;

namespace PenguinMails.ServiceDefaults;

/// <summary>For what the service does at the broker beside MassTransit: channels of one connection, with the rights that the service's account has.</summary>
internal sealed class BrokerChannels(Uri broker, BrokerAccount account) : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1);
    private IConnection? _connection;

    /// <returns>Confirms what is published on it. The caller disposes it.</returns>
    public async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_connection is not { IsOpen: true })
            {
                await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
                _connection = null;
                _connection = await new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false }.CreateConnectionAsync($"{account.Name}: beside MassTransit", cancellationToken);
            }

            return await _connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        }
        finally
        {
            _connecting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connecting.Dispose();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }
}
