#!/usr/bin/env bash
# MassTransit 8.5.12 on RabbitMQ 3.10.8 (Debian), quorum queue with `x-delivery-limit`: an orderly stop of the bus returns the messages that
# were fetched ahead, and the broker counts each return as a failed delivery. After limit + 1 orderly restarts in a row the messages behind
# the one at work are dead-lettered, although no consumer was ever called with them and nothing failed.
# Expected: a message that no consumer was given is not nearer to its limit than before; only deliveries that failed count. As it is, a few
# deployments within the time of a backlog move its messages to the dead-letter queue (or drop them, where there is none).
set -euo pipefail
version=3.10.8-1.1+deb12u1
library=8.5.12
if [ "${1:-}" != inside ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    # A copy-on-write view of this machine in which the package is installed; it ends with the processes in it.
    unshare --mount --pid --fork --kill-child --mount-proc bash -euc '
        mount --make-rprivate / && mount -t tmpfs tmpfs "$1" && mkdir "$1/upper" "$1/work" "$1/root"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
        mount --rbind /dev "$1/root/dev" && mount -t proc proc "$1/root/proc" && mount -t tmpfs tmpfs "$1/root/tmp" && mount -t tmpfs tmpfs "$1/root/run"
        cp "$2" "$1/root/tmp/probe.sh" && exec chroot "$1/root" bash /tmp/probe.sh inside' - "$work" "$0"
    exit
fi

export DEBIAN_FRONTEND=noninteractive DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
apt-get -qq update
apt-get -qq install --no-install-recommends "rabbitmq-server=$version" >/dev/null 2>&1
port=$((20000 + RANDOM % 5000 * 4))
export HOME=/tmp/home folder=/tmp/node
mkdir -p "$HOME" "$folder/mnesia" "$folder/log"
echo '[].' >"$folder/enabled_plugins"
echo "listeners.tcp.1 = 127.0.0.1:$port" >"$folder/rabbitmq.conf"
export RABBITMQ_NODENAME=probe@localhost RABBITMQ_MNESIA_BASE="$folder/mnesia" RABBITMQ_LOG_BASE="$folder/log" RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf"
export RABBITMQ_ENABLED_PLUGINS_FILE="$folder/enabled_plugins" RABBITMQ_PID_FILE="$folder/pid" RABBITMQ_DIST_PORT=$((port + 2))
export ERL_EPMD_PORT=$((port + 3)) ERL_EPMD_ADDRESS=127.0.0.1
bin=/usr/lib/rabbitmq/bin
"$bin/rabbitmq-server" >"$folder/out" 2>&1 &
for _ in $(seq 600); do
    grep -qs 'Server startup complete' "$folder"/log/*.log && break
    sleep 0.1
done
grep -qs 'Server startup complete' "$folder"/log/*.log || { cat "$folder/out" >&2; exit 1; }
"$bin/rabbitmqctl" --quiet add_user probe a-password
"$bin/rabbitmqctl" --quiet set_permissions probe '.*' '.*' '.*'
echo '{"queues":[{"name":"dead","vhost":"/","durable":true,"auto_delete":false,"arguments":{}}]}' >/tmp/dead.json
"$bin/rabbitmqctl" --quiet import_definitions /tmp/dead.json >/dev/null

mkdir /tmp/probe && cd /tmp/probe
cat >probe.cs <<C
#:sdk Microsoft.NET.Sdk.Web
#:package MassTransit.RabbitMQ@$library
#:property PublishAot=false
using Findings;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var first = NewHost();
await first.StartAsync();
await first.StopAsync();
var filler = NewHost(consumes: false);
await filler.StartAsync();
var endpointOfQueue = await filler.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("exchange:work"));
for (var number = 0; number < 20; number++)
{
    await endpointOfQueue.Send(new Work(number));
}

await filler.StopAsync();
for (var restart = 0; restart < 4; restart++)
{
    SlowConsumer.Begin();
    var host = NewHost();
    await host.StartAsync();
    await SlowConsumer.Started.Task;
    await Task.Delay(1000); // the broker sends the messages ahead
    var stop = host.StopAsync();
    SlowConsumer.MayEnd.TrySetResult();
    await stop;
}

SlowConsumer.Begin();
SlowConsumer.MayEnd.TrySetResult();
var last = NewHost();
await last.StartAsync();
for (var waited = 0; waited < 100 && !SlowConsumer.Called.Contains(19); waited++)
{
    await Task.Delay(100);
}

await last.StopAsync();
Console.WriteLine(string.Join(' ', SlowConsumer.Called));

IHost NewHost(bool consumes = true)
{
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.ClearProviders();
    builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
    builder.Services.AddMassTransit(bus =>
    {
        bus.DisableUsageTelemetry();
        bus.AddConsumer<SlowConsumer>();
        bus.UsingRabbitMq((context, rabbit) =>
        {
            rabbit.Host("127.0.0.1", $port, "/", host => { host.Username("probe"); host.Password("a-password"); });
            if (consumes)
            {
                rabbit.ReceiveEndpoint("work", endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.SetQueueArgument("x-delivery-limit", 3);
                    endpoint.SetQueueArgument("x-dead-letter-exchange", "");
                    endpoint.SetQueueArgument("x-dead-letter-routing-key", "dead");
                    endpoint.PrefetchCount = 16;
                    endpoint.ConcurrentMessageLimit = 1;
                    endpoint.ConfigureConsumer<SlowConsumer>(context);
                });
            }
        });
    });
    return builder.Build();
}

namespace Findings
{
    public sealed record Work(int Number);

    public sealed class SlowConsumer : IConsumer<Work>
    {
        public static readonly List<int> Called = [];
        public static TaskCompletionSource Started = new(), MayEnd = new();

        public static void Begin() => (Started, MayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());

        public async Task Consume(ConsumeContext<Work> context)
        {
            Called.Add(context.Message.Number);
            Started.TrySetResult();
            await MayEnd.Task;
        }
    }
}
C
called=$(dotnet run probe.cs)
dead=$("$bin/rabbitmqctl" --quiet list_queues name messages --no-table-headers | awk '$1 == "dead" {print $2}')
echo "MassTransit $library on RabbitMQ $version: 20 messages, delivery limit 3, four orderly restarts, nothing fails."
echo "  consumer was called with: $called"
echo "  in the dead-letter queue: $dead"
[ "$(wc -w <<<"$called")" = $((20 - dead)) ] && [ "$dead" -ge 10 ] || { echo "The behaviour has changed."; exit 1; }
