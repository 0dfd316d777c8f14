"""An RTSP server by gst-rtsp-server that relays: what is pushed to /in (ANNOUNCE, RECORD) can be pulled from /live.

Usage: rtsp_server.py RTSP_PORT RELAY_PORT   (the relay is a UDP port on loopback)
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

port, relay = sys.argv[1], sys.argv[2]
Gst.init(None)

record = GstRtspServer.RTSPMediaFactory()
record.set_transport_mode(GstRtspServer.RTSPTransportMode.RECORD)
record.set_latency(100)
record.set_launch(
    "( rtph265depay name=depay0 ! rtph265pay pt=96 mtu=1400 config-interval=-1 "
    f"! udpsink host=127.0.0.1 port={relay} sync=false async=false )")

play = GstRtspServer.RTSPMediaFactory()
play.set_shared(True)
play.set_latency(0)
play.set_launch(
    f"( udpsrc port={relay} buffer-size=4000000 caps=\"application/x-rtp,media=video,encoding-name=H265,clock-rate=90000,payload=96\" "
    "! rtph265depay ! rtph265pay name=pay0 pt=96 mtu=1400 config-interval=-1 aggregate-mode=zero-latency )")

server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(port)
server.get_thread_pool().set_max_threads(8)  # who waits for a stream must not hold up who brings it
server.get_mount_points().add_factory("/in", record)
server.get_mount_points().add_factory("/live", play)
if server.attach(None) == 0:
    sys.exit(f"port {port} is taken")
print("ready", flush=True)
GLib.MainLoop().run()
