#!/usr/bin/env bash
# MassTransit 8.5.12: a consumer whose HttpClient times out throws TaskCanceledException, and a retry policy that handles exactly that
# (`Handle<OperationCanceledException>()`) never sees it. MassTransit replaces it, without an inner exception, by ConsumerCanceledException,
# which is no OperationCanceledException: the message goes to the `_error` queue after one attempt. The same meets the messages of a batch
# when the message that completed it lost its connection: the others are set aside.
# Expected: the policy retries, three times after the first attempt.
set -euo pipefail
library=8.5.12
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work/home" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
mkdir "$HOME" "$work/probe" && cd "$work/probe"
cat >probe.cs <<C
#:sdk Microsoft.NET.Sdk.Web
#:package MassTransit@$library
#:property PublishAot=false
using Findings;
using System.Net;
using System.Net.Sockets;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using var silent = new TcpListener(IPAddress.Loopback, 0);
silent.Start();
SlowCall.Address = \$"http://{silent.LocalEndpoint}/";
foreach (var handled in new[] { typeof(OperationCanceledException), typeof(ConsumerCanceledException) })
{
    SlowCall.Attempts = 0;
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Services.AddMassTransit(bus =>
    {
        bus.DisableUsageTelemetry();
        bus.AddConsumer<SlowCall>();
        bus.UsingInMemory((context, transport) => transport.ReceiveEndpoint("calls", endpoint =>
        {
            endpoint.UseMessageRetry(retry =>
            {
                retry.Immediate(3);
                retry.Handle(handled);
            });
            endpoint.ConfigureConsumer<SlowCall>(context);
        }));
    });
    var host = builder.Build();
    await host.StartAsync();
    await host.Services.GetRequiredService<IBus>().Publish(new Call());
    for (var waited = 0; waited < 100 && SlowCall.Attempts < 4; waited++)
    {
        await Task.Delay(50);
    }

    Console.WriteLine(\$"the policy handles {handled.Name}: {SlowCall.Attempts} attempts at a call that ends with {SlowCall.Thrown}");
    await host.StopAsync();
}

namespace Findings
{
    public record Call;

    public class SlowCall : IConsumer<Call>
    {
        public static int Attempts;
        public static string Address = "", Thrown = "";

        public async Task Consume(ConsumeContext<Call> context)
        {
            Interlocked.Increment(ref Attempts);
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMilliseconds(100) };
            try
            {
                await client.GetStringAsync(Address);
            }
            catch (OperationCanceledException failure)
            {
                Thrown = failure.GetType().Name;
                throw;
            }
        }
    }
}
C
dotnet run probe.cs >seen 2>log || { cat log seen >&2; exit 1; }
cat >expected <<'E'
the policy handles OperationCanceledException: 1 attempts at a call that ends with TaskCanceledException
the policy handles ConsumerCanceledException: 4 attempts at a call that ends with TaskCanceledException
E
cat seen
diff expected seen
