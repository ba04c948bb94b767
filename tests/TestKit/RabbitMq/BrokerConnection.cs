using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PenguinMails.TestKit;

/// <summary>Opens connections to a broker that may be busy: many assemblies start theirs at once.</summary>
public static class BrokerConnection
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Opens one, with time beyond the client's 10 to 30 s, and anew when the broker drops it before it is open.</summary>
    /// <param name="broker">An AMQP address with account and virtual host.</param>
    public static async Task<IConnection> OpenAsync(string broker)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(broker),
            RequestedConnectionTimeout = Patience,
            HandshakeContinuationTimeout = Patience,
            ContinuationTimeout = Patience,
        };
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await factory.CreateConnectionAsync();
            }
            catch (BrokerUnreachableException) when (clock.Elapsed < Patience)
            {
                await Task.Delay(Pause);
            }
        }
    }
}
